"""What Twilio's SDK finds on the simulator, one module for each family of resources."""
