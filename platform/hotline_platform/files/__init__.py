"""Files: received in little memory, recognised by their content, stored once per tenant."""
