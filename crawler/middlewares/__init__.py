"""Between the engine and the network: who may be asked, and how often."""
