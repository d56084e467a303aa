"""What to say, to offer and to remember at a moment: playbooks that hang on touchpoints, in versions nobody changes."""
