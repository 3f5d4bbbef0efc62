"""What the benches of the operation share: their own site, a worker, a mailbox that keeps time."""
