package io.hostmesh.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.local.ServerEvents.Said;
import io.hostmesh.local.client.ApiClient;
import io.hostmesh.local.client.Waiting;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/**
 * Provisioning is killed while servers stand at every step of their creation and of their deletion: no orphan, no double,
 * nothing forgotten, nothing billed twice. First it is started again, then another instance takes over.
 */
class KillTest {

    private static final int PORTS_FROM = 20_400;
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    /** The length of a lease, and time to do what is left to do. */
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(5 + 25);

    private static final List<Step> OF_CREATION = List.of(
            Step.PREPARING,
            Step.LAUNCHING,
            Step.LAUNCHED,
            Step.MADE,
            Step.DONE,
            Step.RECORDING,
            Step.SENDING,
            Step.SENT);
    private static final Set<Step> ANSWERED = EnumSet.range(Step.DONE, Step.SENT);

    private static final List<Step> OF_DELETION = List.of(
            Step.TAKEN, Step.ENDING, Step.ENDED, Step.REMOVING, Step.DONE, Step.RECORDING, Step.SENDING, Step.SENT);
    private static final Set<Step> OVER = EnumSet.range(Step.ENDED, Step.SENT);

    private final Clock clock = Clock.systemUTC();
    private final Map<Step, String> created = new EnumMap<>(Step.class);
    private final Map<Step, String> deleted = new EnumMap<>(Step.class);
    private final Set<String> live = new TreeSet<>();
    private final Set<String> gone = new TreeSet<>();

    @Test
    void shouldLeaveNoOrphanAndNoDoubleWhereverItIsKilled() throws Exception {
        try (KillStage stage = KillStage.start(PORTS_FROM)) {
            int port = stage.mesh().settings().firstPort();
            Instant killedAt;
            // The sweep would finish a deletion that stands still.
            try (ProvisioningInstance first =
                    ProvisioningInstance.start(stage.mesh(), port, "-Dhostmesh.sweep.period=10m")) {
                standAtEveryStep(stage, first);
                killedAt = killWhileAsked(stage, first);
            }
            try (ProvisioningInstance again = ProvisioningInstance.start(stage.mesh(), port)) {
                created.put(Step.ASKED, create(again.api(), "create", "asked-once"));
                again.api().delete("/v1/servers/" + the(deleted, Step.ASKED));
                live.addAll(created.values());
                gone.addAll(deleted.values());
                awaitStates(again.api(), A_WHILE);
                shouldBeAsAsked(stage);
                shouldHaveSaidEverythingOnce(stage.events().read(), killedAt);
                shouldBeTakenOver(stage, again, FreePorts.firstOfFree(port + Settings.PORTS));
            }
        }
    }

    private void standAtEveryStep(KillStage stage, ProvisioningInstance instance) throws Exception {
        ApiClient api = instance.api();
        Debugger debugger = instance.debugger();
        deleted.put(Step.ASKED, create(api, "delete-asked"));
        OF_DELETION.forEach(step -> deleted.put(step, create(api, "delete-" + step)));
        deleted.values().forEach(id -> awaitState(api, id, "running", A_WHILE));

        debugger.stopAll(Step.TAKEN.place());
        OF_CREATION.forEach(step -> created.put(step, create(api, "create-" + step)));
        OF_DELETION.forEach(step -> api.delete("/v1/servers/" + the(deleted, step)));
        OF_CREATION.forEach(step -> advance(debugger, the(created, step), step.ofThread()));
        OF_DELETION.forEach(step -> advance(debugger, the(deleted, step), step.ofThread()));
        OF_CREATION.forEach(step -> debugger.awaitHeld(step.ofThread().place(), the(created, step)));
        OF_DELETION.forEach(step -> debugger.awaitHeld(step.ofThread().place(), the(deleted, step)));

        // The sender of events stands before it sends what tells of this one, so that the next ones leave together.
        debugger.stop(Step.SENDING.place(), "");
        created.put(Step.TAKEN, create(api, "create-taken"));
        debugger.awaitHeld(Step.TAKEN.place(), the(created, Step.TAKEN));
        Debugger.Held sender = debugger.awaitHeld(Step.SENDING.place(), the(created, Step.TAKEN));
        record(api, debugger, Step.SENT);
        debugger.stop(Step.SENT.place(), the(created, Step.SENT));
        debugger.release(sender);
        String sent =
                debugger.awaitHeld(Step.SENT.place(), the(created, Step.SENT)).subject();
        assertTrue(sent.contains(the(deleted, Step.SENT)), "both were sent: " + sent);
        record(api, debugger, Step.SENDING);

        stage.keepFromCommitting();
        release(debugger, Step.RECORDING);
    }

    /** Has a thread that took a server's work go on to that step. */
    private static void advance(Debugger debugger, String serverId, Step to) {
        Debugger.Held taken = debugger.awaitHeld(Step.TAKEN.place(), serverId);
        if (to != Step.TAKEN) {
            debugger.stop(to.place(), serverId);
            debugger.release(taken);
        }
    }

    /** Has what came of a creation and of a deletion recorded, and waits for it. */
    private void record(ApiClient api, Debugger debugger, Step step) {
        release(debugger, step);
        awaitState(api, the(created, step), "running", A_WHILE);
        awaitState(api, the(deleted, step), "deleted", A_WHILE);
    }

    private void release(Debugger debugger, Step step) {
        debugger.release(debugger.awaitHeld(Step.DONE.place(), the(created, step)));
        debugger.release(debugger.awaitHeld(Step.DONE.place(), the(deleted, step)));
    }

    /** Asks for a creation and a deletion that cannot commit either, and kills the instance; returns when. */
    private Instant killWhileAsked(KillStage stage, ProvisioningInstance instance) throws Exception {
        CompletableFuture<String> creation =
                CompletableFuture.supplyAsync(() -> create(instance.api(), "create", "asked-once"));
        CompletableFuture<?> deletion =
                CompletableFuture.supplyAsync(() -> instance.api().delete("/v1/servers/" + the(deleted, Step.ASKED)));
        stage.awaitKeptFromCommitting(3);
        shouldHaveSentSomeAndNotOthers(stage.events().read());
        Instant killedAt = clock.instant();
        instance.kill9();
        stage.letCommit();
        assertInstanceOf(
                UncheckedIOException.class,
                assertThrows(CompletionException.class, creation::join).getCause());
        assertInstanceOf(
                UncheckedIOException.class,
                assertThrows(CompletionException.class, deletion::join).getCause());
        return killedAt;
    }

    private void shouldHaveSentSomeAndNotOthers(List<Said> said) {
        assertTrue(types(said, the(created, Step.SENT)).contains("provisioned"));
        assertTrue(types(said, the(deleted, Step.SENT)).contains("deleted"));
        assertFalse(types(said, the(created, Step.SENDING)).contains("provisioned"));
        assertFalse(types(said, the(deleted, Step.SENDING)).contains("deleted"));
    }

    private void awaitStates(ApiClient api, Duration atMost) {
        Instant end = clock.instant().plus(atMost);
        live.forEach(id -> awaitState(api, id, "running", Duration.between(clock.instant(), end)));
        gone.forEach(id -> awaitState(api, id, "deleted", Duration.between(clock.instant(), end)));
    }

    private static void awaitState(ApiClient api, String serverId, String state, Duration atMost) {
        Waiting.until(
                serverId + " to be " + state,
                atMost,
                () -> api.get("/v1/servers/" + serverId).path("state").asText().equals(state));
    }

    private static String create(ApiClient api, String name) {
        return create(api, name, name);
    }

    private static String create(ApiClient api, String name, String idempotencyKey) {
        String body = "{\"name\":\"" + name.toLowerCase(Locale.ROOT)
                + "\",\"plan\":\"nano\",\"image\":\"workload-1\",\"location\":\"local\"}";
        return api.call("POST", "/v1/servers", body, idempotencyKey)
                .orThrow("a server")
                .path("id")
                .asText();
    }

    /** One process for each server that lives, none for others, and no trace of those that are gone. */
    private void shouldBeAsAsked(KillStage stage) throws Exception {
        List<String> expected = List.copyOf(live);
        Waiting.until(
                "one process for each of " + expected,
                A_WHILE,
                () -> stage.processes().equals(expected) && stage.wrappers().equals(expected));
        assertEquals(expected, stage.directories());
        assertEquals(live.size() + gone.size(), stage.number("select count(*) from servers"));
        assertEquals(
                live.size() + 2L * gone.size(),
                stage.number("select count(*) from actions where outcome = 'COMPLETED'"),
                "each was made once, and each that is gone was deleted once");
        assertEquals(0, stage.number("select count(*) from actions where outcome is distinct from 'COMPLETED'"));
        Waiting.until("everything to be said", A_WHILE, () -> stage.number("select count(*) from outbox") == 0);
    }

    /** What billing goes by. Only events that were sent before they could be taken out of the outbox come twice, as themselves. */
    private void shouldHaveSaidEverythingOnce(List<Said> said, Instant killedAt) {
        Set<String> known = new TreeSet<>();
        Set<String> repeated = new TreeSet<>();
        List<Said> distinct = new ArrayList<>();
        for (Said each : said) {
            if (known.add(each.eventId())) {
                distinct.add(each);
            } else {
                repeated.add(each.serverId());
            }
        }
        assertEquals(Set.of(the(created, Step.SENT), the(deleted, Step.SENT)), repeated);
        live.forEach(id -> assertEquals(List.of("requested", "provisioned"), types(distinct, id), id));
        gone.forEach(id -> assertEquals(List.of("requested", "provisioned", "deleted"), types(distinct, id), id));
        for (Said each : distinct) {
            Collection<String> earlier =
                    switch (each.type()) {
                        case "provisioned" -> at(created, ANSWERED);
                        case "deleted" -> at(deleted, OVER);
                        default -> List.of();
                    };
            if (earlier.contains(each.serverId())) {
                assertTrue(each.occurredAt().isBefore(killedAt), () -> killedAt + " is not when it was: " + each);
            }
        }
    }

    private static String the(Map<Step, String> servers, Step step) {
        return Objects.requireNonNull(servers.get(step), () -> "a server at " + step);
    }

    private static Collection<String> at(Map<Step, String> servers, Set<Step> steps) {
        Map<Step, String> there = new TreeMap<>(servers);
        there.keySet().retainAll(steps);
        return there.values();
    }

    private static List<String> types(List<Said> said, String serverId) {
        return said.stream()
                .filter(each -> each.serverId().equals(serverId))
                .map(Said::type)
                .toList();
    }

    /** A second instance that is there has nothing to do until the first is killed, and then does everything soon. */
    private void shouldBeTakenOver(KillStage stage, ProvisioningInstance first, int anotherPort) throws Exception {
        Debugger debugger = first.debugger();
        debugger.stopAll(Step.TAKEN.place());
        Map<String, Step> standing = new TreeMap<>(Map.of(
                create(first.api(), "taken-over"), Step.TAKEN,
                create(first.api(), "made-over"), Step.MADE,
                the(created, Step.TAKEN), Step.ENDED,
                the(created, Step.MADE), Step.DONE));
        for (Step step : List.of(Step.TAKEN, Step.MADE)) {
            first.api().delete("/v1/servers/" + the(created, step));
            live.remove(the(created, step));
            gone.add(the(created, step));
        }
        standing.forEach((id, step) -> advance(debugger, id, step));
        standing.forEach((id, step) -> debugger.awaitHeld(step.place(), id));
        standing.keySet().stream().filter(id -> !gone.contains(id)).forEach(live::add);
        try (ProvisioningInstance second = ProvisioningInstance.start(stage.mesh(), anotherPort)) {
            assertEquals(4, stage.number("select count(*) from servers where leased_until > now()"));
            first.kill9();
            awaitStates(second.api(), TAKEN_OVER_WITHIN);
            shouldBeAsAsked(stage);
            shouldHaveSaidEverythingOnce(stage.events().read(), clock.instant());
        }
    }
}
