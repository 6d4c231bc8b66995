"""What was agreed: promises to pay, and later plans and settlements within a client's authority."""
