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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Provisioning is killed while servers stand at every step of their creation and of their deletion: no orphan, no double,
 * nothing forgotten, nothing billed twice. First it is started again; then another instance takes over, or calls that were under
 * way get to the API after all.
 */
class KillTest {

    private static final int PORTS_FROM = 20_400;
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    /** The length of a lease, and time to do what is left to do. */
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(5 + 25);

    /** After the driver's own. */
    private static final List<Step> OF_CREATION =
            List.of(Step.MADE, Step.DONE, Step.RECORDING, Step.SENDING, Step.SENT);

    private static final List<Step> OF_DELETION = List.of(Step.DONE, Step.RECORDING, Step.SENDING, Step.SENT);

    private static KillStage stage;

    private final Clock clock = Clock.systemUTC();
    private final Map<Step, String> created = new EnumMap<>(Step.class);
    private final Map<Step, String> deleted = new EnumMap<>(Step.class);
    private final Set<String> live = new TreeSet<>();
    private final Set<String> gone = new TreeSet<>();

    @BeforeAll
    static void start() throws Exception {
        stage = KillStage.start(PORTS_FROM);
    }

    @AfterAll
    static void end() throws Exception {
        stage.close();
    }

    @Test
    void shouldLeaveNoOrphanAndNoDoubleOfProcesses() throws Exception {
        try (Machines processes = new ProcessMachines(stage.mesh().settings())) {
            killAndStartAgain(processes, this::shouldBeTakenOver);
        }
    }

    @Test
    void shouldLeaveNoOrphanAndNoDoubleOfContainers() throws Exception {
        try (Machines containers = ContainerMachines.start()) {
            killAndStartAgain(containers, this::shouldBearCallsThatComeLate);
        }
    }

    @Test
    void shouldLeaveNoOrphanAndNoDoubleOfPods() throws Exception {
        try (Machines pods = new PodMachines(stage.mesh().settings().home())) {
            killAndStartAgain(pods, this::shouldBearCallsThatComeLate);
        }
    }

    private interface Sequel {
        void go(Machines machines, ProvisioningInstance again) throws Exception;
    }

    private void killAndStartAgain(Machines machines, Sequel sequel) throws Exception {
        Instant killedAt;
        // The sweep would finish a deletion that stands still.
        try (ProvisioningInstance first =
                ProvisioningInstance.start(stage.mesh(), machines, port(), "-Dhostmesh.sweep.period=10m")) {
            standAtEveryStep(machines, first);
            killedAt = killWhileAsked(first);
        }
        try (ProvisioningInstance again =
                ProvisioningInstance.start(stage.mesh(), machines, port(), "-Dhostmesh.sweep.orphan-grace=1s")) {
            created.put(Step.ASKED, create(again, "create", "asked-once"));
            again.api().delete("/v1/servers/" + the(deleted, Step.ASKED));
            live.addAll(created.values());
            gone.addAll(deleted.values());
            awaitStates(again.api(), A_WHILE);
            shouldBeAsAsked(machines);
            shouldHaveSaidEverythingOnce(machines, killedAt);
            sequel.go(machines, again);
        }
    }

    private static int port() {
        return stage.mesh().settings().firstPort();
    }

    private static List<Step> ofCreation(Machines machines) {
        return Stream.concat(machines.ofCreation().stream(), OF_CREATION.stream())
                .toList();
    }

    private static List<Step> ofDeletion(Machines machines) {
        return Stream.of(List.of(Step.TAKEN), machines.ofDeletion(), OF_DELETION)
                .flatMap(List::stream)
                .toList();
    }

    private void standAtEveryStep(Machines machines, ProvisioningInstance instance) throws Exception {
        ApiClient api = instance.api();
        Debugger debugger = instance.debugger();
        List<Step> ofCreation = ofCreation(machines);
        List<Step> ofDeletion = ofDeletion(machines);
        deleted.put(Step.ASKED, create(instance, "delete-asked"));
        ofDeletion.forEach(step -> deleted.put(step, create(instance, "delete-" + step)));
        deleted.values().forEach(id -> awaitState(api, id, "running", A_WHILE));

        debugger.stopAll(Step.TAKEN.place());
        ofCreation.forEach(step -> created.put(step, create(instance, "create-" + step)));
        ofDeletion.forEach(step -> api.delete("/v1/servers/" + the(deleted, step)));
        ofCreation.forEach(step -> advance(instance, the(created, step), step.ofThread()));
        ofDeletion.forEach(step -> advance(instance, the(deleted, step), step.ofThread()));
        ofCreation.forEach(step -> instance.awaitHeld(step.ofThread(), the(created, step)));
        ofDeletion.forEach(step -> instance.awaitHeld(step.ofThread(), the(deleted, step)));

        // The sender of events stands before it sends what tells of this one, so that the next ones leave together.
        debugger.stop(Step.SENDING.place(), "");
        created.put(Step.TAKEN, create(instance, "create-taken"));
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
    private static void advance(ProvisioningInstance instance, String serverId, Step to) {
        Debugger.Held taken = instance.debugger().awaitHeld(Step.TAKEN.place(), serverId);
        if (to != Step.TAKEN) {
            instance.stop(to, serverId);
            instance.debugger().release(taken);
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
    private Instant killWhileAsked(ProvisioningInstance instance) throws Exception {
        CompletableFuture<String> creation =
                CompletableFuture.supplyAsync(() -> create(instance, "create", "asked-once"));
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

    private static String create(ProvisioningInstance instance, String name) {
        return create(instance, name, name);
    }

    private static String create(ProvisioningInstance instance, String name, String idempotencyKey) {
        String body = "{\"name\":\"" + name.toLowerCase(Locale.ROOT).replace('_', '-')
                + "\",\"plan\":\"nano\",\"image\":\"workload-1\",\"location\":\"" + instance.location() + "\"}";
        return instance.api()
                .call("POST", "/v1/servers", body, idempotencyKey)
                .orThrow("a server")
                .path("id")
                .asText();
    }

    /** One machine for each server that lives, none for others, and no trace of those that are gone. */
    private void shouldBeAsAsked(Machines machines) throws Exception {
        machines.awaitOnly(List.copyOf(live));
        assertEquals(live.size() + gone.size(), count(machines, "servers", "true"));
        assertEquals(
                live.size() + 2L * gone.size(),
                count(machines, "actions", "outcome = 'COMPLETED'"),
                "each was made once, and each that is gone was deleted once");
        assertEquals(0, count(machines, "actions", "outcome is distinct from 'COMPLETED'"));
        Waiting.until("everything to be said", A_WHILE, () -> stage.number("select count(*) from outbox") == 0);
    }

    private static long count(Machines machines, String table, String condition) {
        String account = ProvisioningInstance.account(machines);
        return stage.number("select count(*) from " + table + " where account_id = '" + account + "' and " + condition);
    }

    /** What billing goes by. Only events that were sent before they could be taken out of the outbox come twice, as themselves. */
    private void shouldHaveSaidEverythingOnce(Machines machines, Instant killedAt) {
        Set<String> known = new TreeSet<>();
        Set<String> repeated = new TreeSet<>();
        List<Said> distinct = new ArrayList<>();
        for (Said each : stage.events().read()) {
            if (!live.contains(each.serverId()) && !gone.contains(each.serverId())) {
                continue; // Another test's.
            }
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
                        case "provisioned" -> at(created, machines.answered());
                        case "deleted" -> at(deleted, EnumSet.range(machines.over(), Step.SENT));
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
    private void shouldBeTakenOver(Machines machines, ProvisioningInstance first) throws Exception {
        Debugger debugger = first.debugger();
        debugger.stopAll(Step.TAKEN.place());
        Map<String, Step> standing = new TreeMap<>(Map.of(
                create(first, "taken-over"), Step.TAKEN,
                create(first, "made-over"), Step.MADE,
                the(created, Step.TAKEN), Step.ENDED,
                the(created, Step.MADE), Step.DONE));
        delete(first, List.of(the(created, Step.TAKEN), the(created, Step.MADE)));
        standing.forEach((id, step) -> advance(first, id, step));
        standing.forEach((id, step) -> first.awaitHeld(step, id));
        standing.keySet().stream().filter(id -> !gone.contains(id)).forEach(live::add);
        int anotherPort = FreePorts.firstOfFree(port() + Settings.PORTS);
        try (ProvisioningInstance second = ProvisioningInstance.start(stage.mesh(), machines, anotherPort)) {
            Waiting.until(
                    "the first to have its leases",
                    TAKEN_OVER_WITHIN,
                    () -> stage.number("select count(*) from servers where leased_until > now()") == standing.size());
            first.kill9();
            awaitStates(second.api(), TAKEN_OVER_WITHIN);
            shouldBeAsAsked(machines);
            shouldHaveSaidEverythingOnce(machines, clock.instant());
            shouldDeleteTheRest(machines, second);
        }
    }

    /** Calls that were on their way when their caller was killed change nothing for good, even about servers that are gone since. */
    private void shouldBearCallsThatComeLate(Machines machines, ProvisioningInstance again) throws Exception {
        CallHolder calls = Objects.requireNonNull(machines.calls());
        delete(again, machines.late().stream().map(step -> the(created, step)).toList());
        awaitStates(again.api(), A_WHILE);
        calls.letGo();
        shouldBeAsAsked(machines);
        shouldHaveSaidEverythingOnce(machines, clock.instant());
        shouldDeleteTheRest(machines, again);
    }

    private void delete(ProvisioningInstance instance, Collection<String> servers) {
        servers.forEach(id -> instance.api().delete("/v1/servers/" + id));
        live.removeAll(servers);
        gone.addAll(servers);
    }

    private void shouldDeleteTheRest(Machines machines, ProvisioningInstance instance) throws Exception {
        delete(instance, List.copyOf(live));
        awaitStates(instance.api(), A_WHILE);
        shouldBeAsAsked(machines);
    }
}
