"""What several folders of tests need: evwatch as a child process, a bench to run it on, patience."""
