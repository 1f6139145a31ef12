package io.hostmesh.provisioning.process;

import io.hostmesh.provisioning.driver.DriverException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** Says what a file system would not do and why, without the paths of this computer. */
final class FileTrouble {

    private FileTrouble() {}

    static DriverException explained(String what, IOException failure) {
        return new DriverException(what + ": " + because(failure), failure);
    }

    private static String because(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String text = failure instanceof FileSystemException known ? known.getReason() : failure.getMessage();
        return text == null ? failure.getClass().getSimpleName() : text;
    }
}
