package io.hostmesh.monitoring.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.ProblemException;
import io.hostmesh.monitoring.check.CheckDefinition.CheckType;
import io.hostmesh.monitoring.check.CheckDefinition.Quorum;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckReaderTest {

    private static final CheckBounds BOUNDS = new CheckBounds(10, 86_400, 30, 3, 10);
    private static final Set<String> PLACES = Set.of("north", "south", "east", "west");

    @Test
    void shouldFillInWhatIsNotAskedFor() {
        CheckDefinition check = read(request(CheckType.HTTP, "https://shop.example.com/health", null));

        assertEquals(60, check.intervalSeconds());
        assertEquals(10, check.timeoutSeconds());
        assertEquals(List.of("east", "north", "south"), check.places());
        assertEquals(2, check.failingPlaces());
        assertEquals(new Quorum(2, 3), check.failAfter());
        assertEquals(Expectation.none(), check.expect());
    }

    @Test
    void shouldNameEverythingThatIsWrong() {
        CheckRequest request = new CheckRequest(
                " ",
                CheckType.TCP,
                "no port",
                "1.1.1.1:53",
                null,
                null,
                new Expectation("2xx", null, "(", null, null, null, null, null, 0),
                5,
                40,
                List.of("nowhere"),
                new Quorum(3, 2),
                null,
                2,
                null);

        assertEquals(
                List.of(
                        "name",
                        "target",
                        "resolver",
                        "expect.status",
                        "expect.bodyMatches",
                        "expect.status",
                        "expect.bodyMatches",
                        "expect.latencyMillis",
                        "intervalSeconds",
                        "timeoutSeconds",
                        "places",
                        "failAfter",
                        "failingPlaces"),
                wrongFields(request));
    }

    @Test
    void shouldTakeTargetsOfTheirTypeOnly() {
        List<String> none = List.of();
        List<String> target = List.of("target");
        assertEquals(none, wrongFields(request(CheckType.HTTP, "http://[2001:db8::1]:8080/x?y=1", null)));
        assertEquals(target, wrongFields(request(CheckType.HTTP, "ftp://a.example/", null)));
        assertEquals(target, wrongFields(request(CheckType.HTTP, "http://user:secret@a.example/", null)));
        assertEquals(target, wrongFields(request(CheckType.HTTP, "http:///path", null)));
        assertEquals(none, wrongFields(request(CheckType.TLS, "[2001:db8::1]:443", null)));
        assertEquals(target, wrongFields(request(CheckType.TCP, "a.example:70000", null)));
        assertEquals(none, wrongFields(request(CheckType.DNS, "_dmarc.a.example", null)));
        assertEquals(target, wrongFields(request(CheckType.PING, "-f a.example", null)));
        assertEquals(target, wrongFields(request(CheckType.PING, "-f", null)));
        assertEquals(none, wrongFields(request(CheckType.PING, "2001:db8::1", null)));
    }

    @Test
    void shouldTakeExpectationsOfTheirTypeOnly() {
        Expectation ofTls = new Expectation(null, null, null, null, null, 30, null, null, null);
        Expectation ofDns = new Expectation(null, null, null, null, null, null, "SRV", List.of(), null);
        Expectation headers = new Expectation(null, null, null, Map.of("a b", "x"), null, null, null, null, null);

        assertEquals(List.of(), wrongFields(request(CheckType.TLS, "a.example:443", ofTls)));
        assertEquals(List.of("expect.daysLeft"), wrongFields(request(CheckType.HTTP, "http://a.example", ofTls)));
        assertEquals(
                List.of("expect.recordType", "expect.values"), wrongFields(request(CheckType.DNS, "a.example", ofDns)));
        assertEquals(List.of("expect.headers.a b"), wrongFields(request(CheckType.HTTP, "http://a.example", headers)));
    }

    @Test
    void shouldChangeWhatIsAskedForAndNoMore() {
        CheckDefinition before = read(request(CheckType.HTTP, "http://a.example/", null));
        CheckRequest change = new CheckRequest(
                null, null, null, null, null, null, null, 120, null, List.of("west"), null, null, null, false);

        CheckDefinition after = read(change.over(before));

        assertEquals("shop front", after.name());
        assertEquals("http://a.example/", after.target());
        assertEquals(120, after.intervalSeconds());
        assertEquals(List.of("west"), after.places());
        assertEquals(1, after.failingPlaces());
        assertEquals(false, after.enabled());
    }

    private static CheckRequest request(
            CheckType type, String target, @org.jspecify.annotations.Nullable Expectation expect) {
        return new CheckRequest(
                "shop front", type, target, null, null, null, expect, null, null, null, null, null, null, null);
    }

    private static CheckDefinition read(CheckRequest request) {
        return CheckReader.read(request, BOUNDS, PLACES);
    }

    private static List<String> wrongFields(CheckRequest request) {
        try {
            read(request);
            return List.of();
        } catch (ProblemException refused) {
            return Objects.requireNonNull(refused.problem().errors()).stream()
                    .map(FieldError::field)
                    .toList();
        }
    }
}
