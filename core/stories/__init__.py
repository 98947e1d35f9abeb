"""Which articles tell one event: what an article says apart from its wording, and how alike two articles are.

features.py      article -> what it says: entities, numbers, dates, concepts, names, rare words, a sketch
rarity.py        how much each of these says, learnt from the articles that came before
resemblance.py   two articles -> whether they tell the same
index.py         the articles of the last days, and which of them to hold a new one against
grouping.py      a new article -> the article whose story it joins, or none
"""
