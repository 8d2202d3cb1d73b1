"""What happens to cases without anybody: clocks that run out, due moments that move."""
