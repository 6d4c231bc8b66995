"""The REST side: one file per resource, and the server that sends each request to its resource."""
