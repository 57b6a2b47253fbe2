"""What a prompt or a notebook asks for: verify, refute, tighten, prove; results show themselves."""
