"""From what is planned to rows: in bulk, in one transaction, with ids of our own so that every load is alike."""
