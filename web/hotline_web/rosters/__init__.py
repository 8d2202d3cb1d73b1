"""Who is on duty, as pages: now and everywhere, one roster, one shift, gaps ahead."""
