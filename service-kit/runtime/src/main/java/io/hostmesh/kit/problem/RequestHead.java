package io.hostmesh.kit.problem;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * What comes before the body of a request, and how large it may be.
 *
 * @param longestUriCharacters how long the path and query may be together
 * @param mostHeaderBytes how large all header fields may be together, as they are in HTTP/1.1
 */
record RequestHead(int longestUriCharacters, int mostHeaderBytes) {

    /** The colon, the space and the end of the line of each field. */
    private static final int AROUND_A_FIELD = 4;

    /** What is wrong with a request, or nothing. */
    Optional<Problem> problem(String uri, Iterable<Map.Entry<String, String>> headers) {
        if (uri.length() > longestUriCharacters) {
            return Optional.of(
                    CommonProblem.URI_TOO_LONG.problem("Expected a path and a query of at most " + longestUriCharacters
                            + " characters together, but found " + uri.length() + "; ask for less at once."));
        }
        long bytes = bytesOf(headers);
        if (bytes > mostHeaderBytes) {
            return Optional.of(CommonProblem.HEADERS_TOO_LARGE.problem("Expected header fields of at most "
                    + mostHeaderBytes + " bytes together, but found " + bytes + "; send fewer or shorter ones."));
        }
        return notAnUri(uri);
    }

    private static long bytesOf(Iterable<Map.Entry<String, String>> headers) {
        long bytes = 0;
        for (Map.Entry<String, String> header : headers) {
            bytes += header.getKey().length() + header.getValue().length() + AROUND_A_FIELD;
        }
        return bytes;
    }

    private static Optional<Problem> notAnUri(String uri) {
        try {
            new URI(uri);
            return Optional.empty();
        } catch (URISyntaxException wrong) {
            return Optional.of(
                    CommonProblem.INVALID_REQUEST.problem("Expected a path and a query as in RFC 3986, but found '"
                            + wrong.getReason() + "' at character " + (wrong.getIndex() + 1)
                            + "; a percent sign itself is written as %25."));
        }
    }
}
