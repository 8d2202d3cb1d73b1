"""How people and machines see the hotline; decides nothing."""
