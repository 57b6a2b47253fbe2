"""Matrix files: .npy, .npz, .mtx and .csv, read exactly."""
