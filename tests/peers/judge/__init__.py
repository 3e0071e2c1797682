"""Twilio's own specification (`twilio/twilio-oai`) as a judge of requests and of answers."""
