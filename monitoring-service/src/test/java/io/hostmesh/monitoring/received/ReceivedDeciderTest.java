package io.hostmesh.monitoring.received;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.monitoring.received.ReceivedDecider.Known;
import io.hostmesh.monitoring.received.ReceivedDecider.Manner;
import io.hostmesh.monitoring.received.ReceivedDecider.Step;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With bodies that Debian's Prometheus 2.42 and Alertmanager 0.25 sent. */
class ReceivedDeciderTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Manner POSTED = new Manner(PATIENCE, true);
    private static final Manner NOTIFIED = new Manner(PATIENCE, false);
    private static final Instant BEGAN = Instant.parse("2026-11-22T11:33:57.568Z");
    private static final Instant NOW = BEGAN.plusSeconds(3);

    private static ReceivedBounds upTo(int alerts) {
        return new ReceivedBounds(alerts, 3, 15, 40, 60, 80);
    }

    private static Received recorded(String name, Instant now) throws IOException {
        try (InputStream file = Objects.requireNonNull(
                ReceivedDeciderTest.class.getResourceAsStream("/recorded/" + name), "expected the recording")) {
            JsonNode body = new ObjectMapper().readTree(file);
            ReceivedReader reader = new ReceivedReader(now, upTo(10));
            List<Received> read = body.isArray() ? reader.posted(body) : reader.webhook(body);
            assertEquals(List.of(), reader.errors());
            assertEquals(1, read.size());
            return read.get(0);
        }
    }

    private static Received firing(Instant startsAt, @Nullable Instant endsAt) {
        return new Received(Map.of("alertname", "a"), Map.of(), null, startsAt, endsAt, false);
    }

    private static Received over(Instant startsAt, Instant endsAt) {
        return new Received(Map.of("alertname", "a"), Map.of(), null, startsAt, endsAt, true);
    }

    private static Step posted(@Nullable Known known, Received received) {
        return ReceivedDecider.decide(known, received, POSTED, NOW);
    }

    private static Step notified(@Nullable Known known, Received received) {
        return ReceivedDecider.decide(known, received, NOTIFIED, NOW);
    }

    @Test
    void shouldUnderstandPrometheus() throws IOException {
        Received firing = recorded("prometheus-2.42-firing.json", NOW);
        assertEquals("AlwaysOn", firing.name());
        assertEquals("Value is 1", firing.summary());
        assertEquals("srv_recorded", firing.labels().get("hostmesh_server"));
        assertEquals(
                Map.of("description", "Recorded from a real sender.", "summary", "Value is 1"), firing.annotations());
        assertEquals("http://host:29395/graph?g0.expr=vector%281%29+%3E+0&g0.tab=1", firing.generatorUrl());
        Step.Open open = assertInstanceOf(Step.Open.class, posted(null, firing));
        assertEquals(new Known(BEGAN, true, false, BEGAN.plusSeconds(10)), open.known());

        Instant later = BEGAN.plusSeconds(13);
        Received over = recorded("prometheus-2.42-resolved.json", later);
        assertTrue(over.resolved());
        Step.End end = assertInstanceOf(Step.End.class, ReceivedDecider.decide(open.known(), over, POSTED, later));
        assertInstanceOf(Step.Nothing.class, posted(end.known(), over));
        assertInstanceOf(Step.Nothing.class, posted(end.known(), firing), "a repetition that came late");
    }

    @Test
    void shouldUnderstandAlertmanager() throws IOException {
        Received firing = recorded("alertmanager-0.25-firing.json", NOW);
        Step.Open open = assertInstanceOf(Step.Open.class, notified(null, firing));
        assertEquals(new Known(BEGAN, true, false, NOW.plus(PATIENCE)), open.known());
        assertInstanceOf(Step.GoOn.class, notified(open.known(), firing));
        assertInstanceOf(Step.End.class, notified(open.known(), recorded("alertmanager-0.25-resolved.json", NOW)));
    }

    @Test
    void shouldNotEndAnEpisodeByTheEndOfTheOneBefore() {
        Known second = new Known(BEGAN, true, false, NOW.plus(PATIENCE));
        Received former = over(BEGAN.minusSeconds(60), BEGAN.minusSeconds(30));
        assertInstanceOf(Step.Nothing.class, posted(second, former));
        assertInstanceOf(Step.Nothing.class, notified(second, former));
        assertInstanceOf(Step.Nothing.class, notified(second, firing(BEGAN.minusSeconds(60), null)));
        assertInstanceOf(Step.Nothing.class, posted(null, over(BEGAN, NOW)));
    }

    @Test
    void shouldTellANewEpisodeFromARepetitionInAWebhook() {
        Known first = new Known(BEGAN.minusSeconds(60), true, false, NOW.plus(PATIENCE));
        Step.Reopen again = assertInstanceOf(Step.Reopen.class, notified(first, firing(BEGAN, null)));
        assertEquals(BEGAN, again.known().startsAt());
        Known over = new Known(BEGAN.minusSeconds(60), false, true, NOW);
        assertInstanceOf(Step.Open.class, notified(over, firing(BEGAN, null)));
    }

    /** Two that judge the same, each with its own beginning: as one goes away, the other's word still counts. */
    @Test
    void shouldTakeTwoPrometheusThatJudgeTheSameForOne() {
        Instant other = BEGAN.plusSeconds(2);
        Known known = new Known(BEGAN, true, false, NOW.plusSeconds(60));
        Step.GoOn both = assertInstanceOf(Step.GoOn.class, posted(known, firing(other, NOW.plusSeconds(90))));
        assertEquals(new Known(BEGAN, true, false, NOW.plusSeconds(90)), both.known());
        Known ofOther = new Known(other, true, false, NOW.plusSeconds(60));
        Step.GoOn earlier = assertInstanceOf(Step.GoOn.class, posted(ofOther, firing(BEGAN, NOW.plusSeconds(90))));
        assertEquals(BEGAN, earlier.known().startsAt());
        Step.End end = assertInstanceOf(Step.End.class, posted(earlier.known(), over(other, NOW)));
        assertInstanceOf(Step.Open.class, posted(end.known(), firing(BEGAN, NOW.plusSeconds(120))));
    }

    @Test
    void shouldEndWhatIsNotRepeatedAndOpenItAgainWhenItIs() {
        Known known = new Known(BEGAN, true, false, NOW);
        assertSame(known, ReceivedDecider.overdue(known, NOW.minusMillis(1)));
        Known over = ReceivedDecider.overdue(known, NOW);
        assertEquals(new Known(BEGAN, false, false, NOW), over);
        assertInstanceOf(Step.Open.class, posted(over, firing(BEGAN, null)));
        assertInstanceOf(Step.Open.class, notified(over, firing(BEGAN, null)));
        assertInstanceOf(Step.Nothing.class, notified(over, firing(BEGAN.minusSeconds(1), null)));
    }

    @Test
    void shouldNotShortenHowLongAnAlertGoesOn() {
        Known known = new Known(BEGAN, true, false, NOW.plusSeconds(600));
        Step.GoOn goesOn = assertInstanceOf(Step.GoOn.class, posted(known, firing(BEGAN, NOW.plusSeconds(20))));
        assertEquals(NOW.plusSeconds(600), goesOn.known().until());
    }

    /** What a sender says of the episodes of one alert, one statement a minute. */
    private static List<Received> course(List<Boolean> fires) {
        List<Received> said = new ArrayList<>();
        Instant began = null;
        for (int minute = 0; minute < fires.size(); minute++) {
            Instant at = BEGAN.plusSeconds(60L * minute);
            if (fires.get(minute)) {
                began = began == null ? at : began;
                said.add(firing(began, at.plusSeconds(240)));
            } else if (began != null) {
                said.add(over(began, at));
                began = null;
            }
        }
        return said;
    }

    private static @Nullable Known after(@Nullable Known known, Received received, Manner manner) {
        Step step = ReceivedDecider.decide(known, received, manner, BEGAN);
        if (step instanceof Step.Open open) {
            return open.known();
        }
        if (step instanceof Step.GoOn goesOn) {
            return goesOn.known();
        }
        if (step instanceof Step.Reopen again) {
            return again.known();
        }
        return step instanceof Step.End end ? end.known() : known;
    }

    @Property
    void shouldStandWhereTheNewestStatementSaysWhateverCameBefore(
            @ForAll @Size(min = 1, max = 12) List<Boolean> fires,
            @ForAll @Size(max = 20) List<@IntRange(max = 11) Integer> order,
            @ForAll boolean posted) {
        List<Received> said = course(fires);
        if (said.isEmpty()) {
            return;
        }
        Manner manner = posted ? POSTED : NOTIFIED;
        Known known = null;
        for (int index : order) {
            known = after(known, said.get(index % said.size()), manner);
        }
        Received newest = said.get(said.size() - 1);
        known = after(known, newest, manner);
        assertEquals(!newest.resolved(), known != null && known.firing());
    }

    @Property
    void shouldNotBeMovedByWhatIsSaidAgain(
            @ForAll @Size(min = 1, max = 12) List<Boolean> fires,
            @ForAll @IntRange(max = 11) int again,
            @ForAll boolean posted) {
        Manner manner = posted ? POSTED : NOTIFIED;
        Known known = null;
        List<Received> said = course(fires);
        for (int index = 0; index < said.size(); index++) {
            known = after(known, said.get(index), manner);
            Known repeated = after(known, said.get(again % (index + 1)), manner);
            assertEquals(known != null && known.firing(), repeated != null && repeated.firing());
        }
    }

    @Test
    void shouldTakeWhatIsRightAndNameWhatIsWrong() throws IOException {
        ReceivedReader reader = new ReceivedReader(NOW, upTo(4));
        List<Received> right = reader.webhook(new ObjectMapper().readTree("""
            {"version":"4","alerts":[
              {"status":"on","labels":{"a":1},"startsAt":"soon"},
              7,
              {"status":"firing","labels":{"alertname":"b","empty":""},"startsAt":"2026-11-22T11:33:57.123456789+01:00",
               "more":{}}]}\
            """));
        assertEquals(
                List.of(
                        "alerts[0].labels.a",
                        "alerts[0].labels",
                        "alerts[0].startsAt",
                        "alerts[0].status",
                        "alerts[1]"),
                reader.errors().stream().map(FieldError::field).toList());
        assertEquals(2, reader.wrong());
        assertEquals(1, right.size());
        assertEquals(Map.of("alertname", "b"), right.get(0).labels());
        assertEquals(Instant.parse("2026-11-22T10:33:57.123456Z"), right.get(0).startsAt());
    }

    @Test
    void shouldHoldWhatIsSaidToItsBounds() throws IOException {
        ReceivedReader reader = new ReceivedReader(NOW, upTo(9));
        List<Received> right = reader.posted(new ObjectMapper().readTree("""
            [{"labels":{"a":"1","b":"2","c":"3","d":"4"}},
             {"labels":{"a":"1"},"annotations":{"a":"1","b":"2","c":"3","d":"4"}},
             {"labels":{"sixteen_letters_":"1"}},
             {"labels":{"a":"%1$s1"}},
             {"labels":{"a":"1"},"annotations":{"summary":"%1$s","runbook":"sixty-1"}},
             {"labels":{"a":"1"},"annotations":{"summary":"%1$s","runbook":"is-60."}},
             {"labels":{"a":"%1$s"}}]\
            """.formatted("x".repeat(40))));
        assertEquals(
                List.of(
                        "[0].labels",
                        "[0].labels",
                        "[1].annotations",
                        "[2].labels",
                        "[2].labels",
                        "[3].labels.a",
                        "[3].labels",
                        "[4].annotations"),
                reader.errors().stream().map(FieldError::field).toList());
        assertEquals(
                List.of("must have at most 60 characters together"),
                reader.errors().stream()
                        .filter(error -> error.field().startsWith("[4]"))
                        .map(FieldError::message)
                        .toList());
        assertEquals(2, right.size());
    }

    /** Whoever looks at the alert may follow it; an alert is not refused for the sake of it. */
    @Test
    void shouldKeepWhereItWasJudgedOnlyIfThatIsOverHttp() throws IOException {
        for (String kept : List.of("https://prometheus.example/graph?a=b#c", "HTTP://10.0.0.1:9090")) {
            assertEquals(kept, generatorUrl('"' + kept + '"'));
        }
        for (String left : List.of(
                "7",
                "null",
                "\"\"",
                "\"javascript:alert(1)\"",
                "\"//host/graph\"",
                "\"http:///graph\"",
                "\"http://host/a b\"",
                "\" http://host\"",
                "\"http://host/\\n\"",
                "\"http://host/" + "x".repeat(80) + '"')) {
            assertNull(generatorUrl(left), left);
        }
    }

    private static @Nullable String generatorUrl(String json) throws IOException {
        ReceivedReader reader = new ReceivedReader(NOW, upTo(1));
        List<Received> read = reader.posted(
                new ObjectMapper().readTree("[{\"labels\":{\"a\":\"1\"},\"generatorURL\":" + json + "}]"));
        assertEquals(List.of(), reader.errors());
        return read.get(0).generatorUrl();
    }

    @Test
    void shouldRefuseWhatIsNoDelivery() throws IOException {
        for (String body : List.of("{}", "7", "[[]]", "[null]", "[{},{},{}]", "{\"version\":\"3\",\"alerts\":[]}")) {
            JsonNode delivery = new ObjectMapper().readTree(body);
            ReceivedReader posted = new ReceivedReader(NOW, upTo(2));
            assertEquals(List.of(), posted.posted(delivery));
            assertFalse(posted.errors().isEmpty(), body);
            ReceivedReader notified = new ReceivedReader(NOW, upTo(2));
            assertEquals(List.of(), notified.webhook(delivery));
            assertFalse(notified.errors().isEmpty(), body);
        }
        assertEquals(List.of(), new ReceivedReader(NOW, upTo(2)).posted(new ObjectMapper().readTree("[]")));
    }

    /** As people post them by hand: without times. */
    @Test
    void shouldReadAlertsWithoutTimes() throws IOException {
        ReceivedReader reader = new ReceivedReader(NOW, upTo(2));
        JsonNode body = new ObjectMapper().readTree("""
            [{"labels":{"alertname":"a"}},
             {"labels":{"alertname":"a"},"endsAt":"2026-11-22T11:33:59Z"}]\
            """);
        List<Received> read = reader.posted(body);
        assertEquals(NOW, read.get(0).startsAt());
        assertFalse(read.get(0).resolved());
        assertTrue(read.get(1).resolved());
        Step.Open open = assertInstanceOf(Step.Open.class, posted(null, read.get(0)));
        Received again =
                new ReceivedReader(NOW.plusSeconds(9), upTo(2)).posted(body).get(0);
        assertInstanceOf(Step.GoOn.class, posted(open.known(), again));
    }
}
