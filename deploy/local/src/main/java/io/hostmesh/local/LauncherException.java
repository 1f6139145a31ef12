package io.hostmesh.local;

import org.jspecify.annotations.Nullable;

/** Something that the person at the terminal has to know; the message is for them. */
public final class LauncherException extends RuntimeException {

    private static final int LONGEST_CHAIN = 16;

    public LauncherException(String message) {
        this(message, null);
    }

    public LauncherException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Any failure as one line that ends with its root cause. */
    static LauncherException of(RuntimeException failure) {
        if (failure instanceof LauncherException already) {
            return already;
        }
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < LONGEST_CHAIN; depth++) {
            root = root.getCause();
        }
        String because = String.valueOf(root.getMessage());
        String line = message.contains(because) ? message : message + ": " + because;
        return new LauncherException(line.strip().replaceAll("\\s*\\R\\s*", "; "), failure);
    }
}
