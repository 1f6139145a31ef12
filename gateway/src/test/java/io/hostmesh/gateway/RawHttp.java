package io.hostmesh.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Requests that a proper client refuses to make. */
final class RawHttp {

    private RawHttp() {}

    /** Sends that text as it is and returns what comes back until the other side closes, or half a minute passes. */
    static String exchange(URI address, String text) {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(30_000);
            write(socket, text);
            return read(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The other side may close before it has read everything. */
    private static void write(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // What it answered is there to be read.
        }
    }

    /** Who closes before it has read everything resets the connection after its answer. */
    private static String read(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (IOException e) {
            if (answer.size() == 0) {
                throw e;
            }
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    /** A GET with that header line. */
    static String get(URI address, String path, String credential, String header) {
        return exchange(address, head("GET", path, credential, header));
    }

    /** A POST with that header line and that body. */
    static String post(URI address, String path, String credential, String header, String body) {
        return exchange(address, head("POST", path, credential, header) + body);
    }

    private static String head(String method, String path, String credential, String header) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + credential
                + "\r\nConnection: close\r\n" + header + "\r\n\r\n";
    }
}
