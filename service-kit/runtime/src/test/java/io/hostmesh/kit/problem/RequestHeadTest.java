package io.hostmesh.kit.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestHeadTest {

    private static final RequestHead HEAD = new RequestHead(20, 40);

    private static String type(String uri, List<Map.Entry<String, String>> headers) {
        return HEAD.problem(uri, headers)
                .map(problem -> problem.status() + " " + problem.type().substring(Problem.TYPE_BASE.length()))
                .orElse("none");
    }

    @Test
    void shouldTakeWhatIsWithinTheBounds() {
        assertEquals("none", type("/v1/notes?name=abcde", List.of(Map.entry("Host", "h".repeat(32)))));
    }

    @Test
    void shouldRefuseAPathAndQueryThatAreTooLong() {
        assertEquals("414 uri-too-long", type("/v1/notes?name=abcdef", List.of()));
        Problem problem = HEAD.problem("/" + "%".repeat(50), List.of()).orElseThrow();
        assertTrue(problem.detail().contains("at most 20 characters together, but found 51;"), problem.detail());
    }

    @Test
    void shouldRefuseHeaderFieldsThatAreTooLargeTogether() {
        assertEquals("431 headers-too-large", type("/", List.of(Map.entry("Host", "h".repeat(33)))));
        assertEquals(
                "431 headers-too-large",
                type("/", List.of(Map.entry("Host", "h".repeat(14)), Map.entry("Host", "h".repeat(11)))));
    }

    @Test
    void shouldRefuseWhatIsNoUri() {
        assertEquals("400 invalid-request", type("/v1/%zz", List.of()));
    }
}
