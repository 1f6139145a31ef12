package io.hostmesh.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Unpacks a POSIX ustar archive of files, folders and symbolic links. */
final class Tar {

    private static final int BLOCK = 512;

    private Tar() {}

    static void unpack(InputStream archive, Path folder) throws IOException {
        byte[] header = new byte[BLOCK];
        while (archive.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
            Path target = folder.resolve(name(header)).normalize();
            if (!target.startsWith(folder)) {
                throw new IOException("expected entries within the archive's own folder, got " + name(header));
            }
            long size = octal(header, 124, 12);
            switch (header[156]) {
                case '5' -> Files.createDirectories(target);
                case '2' -> Files.createSymbolicLink(target, Path.of(text(header, 157, 100)));
                case '0', 0 -> unpackFile(archive, target, size, octal(header, 100, 8));
                default -> throw new IOException("expected a file, folder or link, got type " + (char) header[156]);
            }
        }
    }

    private static void unpackFile(InputStream archive, Path target, long size, long mode) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (var out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[64 * 1024];
            long left = size;
            while (left > 0) {
                int read = archive.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("the archive ends within " + target.getFileName());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        archive.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString((mode & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static String name(byte[] header) {
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int offset, int length) {
        return Long.parseLong(text(header, offset, length).strip(), 8);
    }
}
