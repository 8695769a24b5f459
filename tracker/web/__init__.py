"""The pages: a door that calls services, shows their views, and changes nothing."""
