"""What a government has begun and has not finished."""
