package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.hostmesh.contracts.ServerEvent;
import io.hostmesh.contracts.ServerEvent.FailureEvidence;
import io.hostmesh.contracts.Topic;
import io.hostmesh.kit.transaction.Transactions;
import io.hostmesh.provisioning.ProvisioningStack;
import io.hostmesh.provisioning.catalogue.Catalogue;
import io.hostmesh.provisioning.driver.Driver;
import io.hostmesh.provisioning.driver.Drivers;
import io.hostmesh.provisioning.driver.MachineSpec;
import io.hostmesh.provisioning.fake.FakeDriver;
import io.hostmesh.provisioning.fake.FakeDriverFactory;
import io.hostmesh.provisioning.server.ServerProgressHandler.Task;
import io.hostmesh.teststack.Await;
import io.hostmesh.teststack.TestTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An instance ends at each side of each call to the driver, or right after it recorded what came of them, and what it had
 * under way is taken over: no orphan, no double, nothing said twice. The database is real, the machines are in memory.
 */
@QuarkusTest
@QuarkusTestResource(ProvisioningStack.class)
class CrashTest {

    private static final TestTopics TOPICS = TestTopics.connect();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_CALLS = 8;
    private static final FailureEvidence NONE = new FailureEvidence(null, List.of(), "test");

    @Inject
    FakeDriverFactory drivers;

    @Inject
    DataSource database;

    @Inject
    Transactions transactions;

    @Inject
    ServerStore store;

    @Inject
    Catalogue catalogue;

    @Inject
    MachineWorker worker;

    @Inject
    Drivers guarded;

    @Inject
    ServerTokens tokens;

    @Inject
    Clock clock;

    @Inject
    ServerProgressHandler progress;

    @Inject
    SightingHandler sightings;

    private FakeDriver driver;

    @BeforeEach
    void findDriver() {
        driver = drivers.of("fake");
    }

    /**
     * What an instance had under way when it ended.
     *
     * @param state of the server, with what else its row has then
     * @param reaches the state that it comes to
     * @param says the event that tells of it, once
     * @param machines how many are made for it in all
     */
    private record UnderWay(
            ActionType type, String state, String reaches, Class<? extends ServerEvent> says, int machines) {}

    private static final String FORMER = "former_address = '127.0.0.1:1', former_since = now(), answered_at = now()";
    private static final List<UnderWay> EACH = List.of(
            new UnderWay(ActionType.CREATE, "state = 'building'", "running", ServerEvent.Provisioned.class, 1),
            new UnderWay(ActionType.STOP, "state = 'stopping', " + FORMER, "stopped", ServerEvent.Stopped.class, 1),
            new UnderWay(ActionType.START, "state = 'starting'", "running", ServerEvent.Started.class, 1),
            new UnderWay(ActionType.REBOOT, "state = 'rebooting', " + FORMER, "running", ServerEvent.Rebooted.class, 1),
            new UnderWay(
                    ActionType.RESIZE,
                    "state = 'resizing', to_plan_id = 'medium', in_use = true",
                    "running",
                    ServerEvent.Resized.class,
                    1),
            new UnderWay(
                    ActionType.REBUILD,
                    "state = 'rebuilding', generation = 2, in_use = true",
                    "running",
                    ServerEvent.Rebuilt.class,
                    2),
            new UnderWay(
                    ActionType.DELETE,
                    "state = 'deleting', because = 'asked', not_before = created_at",
                    "deleted",
                    ServerEvent.Deleted.class,
                    1));

    @Test
    void shouldGoOnWhereverAnInstanceEnds() throws SQLException {
        List<Task> unfinished = new ArrayList<>();
        List<UnderWay> each = new ArrayList<>();
        for (UnderWay underWay : EACH) {
            boolean cut = true;
            for (int call = 0; cut && call < MOST_CALLS; call++) {
                for (boolean performed : new boolean[] {false, true}) {
                    Task task = begin(underWay);
                    cut = endAtCall(task, call, performed);
                    unfinished.add(task);
                    each.add(underWay);
                }
            }
        }
        unfinished.forEach(
                task -> execute("update servers set leased_until = now() where id = '" + task.serverId() + "'"));
        for (int i = 0; i < unfinished.size(); i++) {
            UnderWay underWay = each.get(i);
            Task task = unfinished.get(i);
            Await.until(underWay + " is taken over", () -> read(task.serverId(), "state")
                    .equals(underWay.reaches()));
            comesBackTooLate(task);
            check(task.serverId(), underWay);
        }
    }

    /** What it was about to record is not recorded any more. */
    private void comesBackTooLate(Task task) {
        String version = read(task.serverId(), "version");
        progress.finish(task, new ServerCommand.MachineNotMade("too late", NONE, Instant.now()))
                .await()
                .atMost(LIMIT);
        progress.putOff(task, "too late", "fake").await().atMost(LIMIT);
        assertEquals(version, read(task.serverId(), "version"));
    }

    private void check(String id, UnderWay underWay) {
        assertEquals(underWay.machines(), driver.made(id), underWay::toString);
        assertEquals(underWay.type() == ActionType.DELETE, driver.machine(id) == null);
        assertEquals("COMPLETED", action(id, "outcome"));
        Await.until("the event of " + underWay, () -> said(id, underWay.says()) == 1);
        assertEquals(0, said(id, ServerEvent.Failed.class));
        if (underWay.type() == ActionType.RESIZE) {
            assertEquals("medium", read(id, "plan_id"));
            assertEquals(new BigDecimal("0.5"), driver.machine(id).spec().vcpus());
        }
    }

    /** False if the step was through before that call: it ended without recording its outcome. */
    private boolean endAtCall(Task task, int call, boolean performed) {
        driver.cut(task.serverId(), call, performed);
        try {
            worker.work(task);
        } catch (FakeDriver.Cut end) {
            return true;
        }
        return !driver.uncut(task.serverId());
    }

    /** A server that an instance has a lease on, and its machine, unless that is being made. */
    private Task begin(UnderWay underWay) {
        String id = insert(underWay.type(), underWay.state(), "now() + interval '4 minutes'");
        if (underWay.type() != ActionType.CREATE) {
            driver.create(new MachineSpec(id, 1, "workload-1", "fake", new BigDecimal("0.25"), 128, Map.of()));
        }
        if (underWay.type() == ActionType.START) {
            driver.power(id, Driver.Power.OFF);
        }
        return transactions
                .inTransaction(session -> store.find(session, id).chain(row -> catalogue
                        .plan(session, underWay.type() == ActionType.RESIZE ? "medium" : "small", 1)
                        .map(plan -> new Task(row.server(), plan, "ended/1", Map.of(), false))))
                .await()
                .atMost(LIMIT);
    }

    private String insert(ActionType type, String state, String leasedUntil) {
        String id = "srv_crash" + System.nanoTime() + "x" + NUMBERS.incrementAndGet();
        execute(
                "insert into servers (id, account_id, name, plan_id, image_id, location_id, replaces, created_at, state,"
                        + " since, correlation_id, next_attempt_at, attempts, leased_until, lease_owner, version, action_id,"
                        + " action_started_at) values ('" + id + "', 'acc_crash', '" + id
                        + "', 'small', 'workload-1', 'fake', '',"
                        + " now(), 'requested', now(), 'request_1', now(), 0, now() + interval '4 minutes', 'ended/1', 1, 'atn_"
                        + id + "', now())");
        execute(
                "insert into actions (id, server_id, account_id, type, attempts, percent, step, correlation_id, created_at)"
                        + " values ('atn_" + id + "', '" + id + "', 'acc_crash', '" + type
                        + "', 0, 0, '', 'request_1', now())");
        execute("update servers set " + state + ", leased_until = " + leasedUntil + " where id = '" + id + "'");
        return id;
    }

    @Test
    void shouldGiveUpAfterTheBoundAndBeInAStateThatIsTrue() {
        String created = refused(EACH.get(0));
        String stopped = refused(EACH.get(1));
        String deleted = refused(EACH.get(6));
        for (String id : List.of(created, stopped, deleted)) {
            Await.until("the action to fail", () -> "FAILED".equals(action(id, "outcome")));
            assertEquals("step-given-up", action(id, "problem_type"));
        }
        assertEquals("failed", read(created, "state"));
        assertEquals("4", action(created, "attempts"));
        assertEquals("running", read(stopped, "state"));
        assertEquals("3", action(stopped, "attempts"));
        assertEquals("deleting", read(deleted, "state"));
        driver.accept(deleted);
        Await.until("the deletion goes on", () -> read(deleted, "state").equals("deleted"));
        assertNull(driver.machine(deleted));
    }

    /** An instance that does not hear of its commit records again, under a lease that it no longer has. */
    @Test
    void shouldSayNothingTwiceWhenAnInstanceEndsRightAfterRecording() {
        List<Task> recorded = new ArrayList<>();
        for (UnderWay underWay : EACH) {
            Task task = begin(underWay);
            ServerCommand outcome = worker.work(task);
            progress.finish(task, outcome).await().atMost(LIMIT);
            progress.finish(task, outcome).await().atMost(LIMIT);
            recorded.add(task);
        }
        for (int i = 0; i < recorded.size(); i++) {
            UnderWay underWay = EACH.get(i);
            String id = recorded.get(i).serverId();
            Await.until(underWay + " comes to its end", () -> read(id, "state").equals(underWay.reaches()));
            comesBackTooLate(recorded.get(i));
            check(id, underWay);
        }
    }

    @Test
    void shouldLoseNoAttemptWhileItsLocationIsLeftAlone() {
        Task task = begin(EACH.get(0));
        String id = task.serverId();
        Instant until = clock.instant().plusSeconds(240); // Not so far that the clock must have gone back.
        progress.awaitLocation(task, "the location fake is not available", until)
                .await()
                .atMost(LIMIT);
        assertEquals("the location fake is not available", read(id, "last_problem"));
        assertEquals("t", read(id, "lease_owner is null and attempts = 0 and next_attempt_at > '" + until + "'"));
        execute("update servers set next_attempt_at = now() where id = '" + id + "'");
        Await.until("the step to be made", () -> read(id, "state").equals("running"));
        assertEquals("1", action(id, "attempts"));
    }

    @Test
    void shouldTakeUpAtOnceWhatWasPutOffBeforeTheClockWentBack() {
        for (String late : List.of(
                "leased_until = now() + interval '1 hour'",
                "leased_until = null, next_attempt_at = now() + interval '1 hour'")) {
            String id = begin(EACH.get(0)).serverId();
            execute("update servers set " + late + " where id = '" + id + "'");
            Await.until(late + " to be taken up", () -> read(id, "state").equals("running"));
        }
    }

    @Test
    void shouldBeOfItsOldSizeAfterAResizeThatWorkedButWasNeverAnswered() {
        Task task = begin(EACH.get(4));
        driver.loseAnswersToResizing(task.serverId(), task.plan().vcpus());
        execute("update servers set leased_until = now() where id = '" + task.serverId() + "'");
        Await.until("the action to fail", () -> "FAILED".equals(action(task.serverId(), "outcome")));
        Await.until("it to run again", () -> read(task.serverId(), "state").equals("running"));
        assertEquals("small", read(task.serverId(), "plan_id"));
        assertEquals(
                new BigDecimal("0.25"), driver.machine(task.serverId()).spec().vcpus());
        assertEquals(0, said(task.serverId(), ServerEvent.Resized.class));
    }

    @Test
    void shouldKeepTheLastWordsOfAMachineThatNeverAnswered() {
        Task task = begin(EACH.get(0));
        List<String> words = List.of("Back-off pulling image \"workload:1\"");
        driver.hush(task.serverId(), words);
        MachineWorker impatient =
                new MachineWorker(guarded, tokens, clock, "http://127.0.0.1:1", Duration.ofMillis(50));
        ServerCommand.MachineNotMade notMade =
                assertInstanceOf(ServerCommand.MachineNotMade.class, impatient.work(task));
        assertEquals(words, notMade.evidence().lastLogLines());
    }

    /** All its time can have gone by while a driver, or this whole computer, stood still. */
    @Test
    void shouldLookOnceMoreBeforeItGivesUpAMachineThatAnswers() {
        Task task = begin(EACH.get(0));
        MachineWorker late = new MachineWorker(guarded, tokens, clock, "http://127.0.0.1:1", Duration.ZERO);
        assertInstanceOf(ServerCommand.MachineAnswered.class, late.work(task));
    }

    private String refused(UnderWay underWay) {
        Task task = begin(underWay);
        driver.refuse(task.serverId());
        execute("update servers set leased_until = now() where id = '" + task.serverId() + "'");
        return task.serverId();
    }

    @Test
    void shouldNoticeMachinesThatWentTheirOwnWayAndPutThemRight() {
        String revived = resting(EACH.get(1));
        String lost = resting(EACH.get(0));
        driver.power(revived, Driver.Power.ON);
        driver.lose(lost);
        Await.until(
                "the drift",
                () -> said(revived, ServerEvent.Drifted.class) == 1 && said(lost, ServerEvent.Drifted.class) == 1);
        Await.until("the correction", () -> driver.machine(revived).endedAt() != null);
        assertEquals("stopped", read(revived, "state"));
        assertEquals("failed", read(lost, "state"));
        Await.until("the failure", () -> said(lost, ServerEvent.Failed.class) == 1);
    }

    @Test
    void shouldNotBelieveWhatWasSeenBeforeTheServerChanged() {
        String id = resting(EACH.get(0));
        long version = Long.parseLong(read(id, "version"));
        ServerCommand ended = new ServerCommand.MachineEnded("an end before its restart", NONE, Instant.now());
        sightings
                .seen(new Seen(id, "running", version - 1, null), ended)
                .await()
                .atMost(LIMIT);
        assertEquals("running", read(id, "state"));
        sightings.seen(new Seen(id, "running", version, null), ended).await().atMost(LIMIT);
        assertEquals("failed", read(id, "state"));
    }

    @Test
    void shouldFollowAMachineToTheAddressThatItHasAfterARestartFromOutside() {
        String id = resting(EACH.get(0));
        execute("update servers set address = '127.0.0.1:1' where id = '" + id + "'");
        Await.until("its restart", () -> said(id, ServerEvent.Started.class) == 1);
        assertEquals(driver.address(), read(id, "address"));
        assertEquals(1, said(id, ServerEvent.Stopped.class));
        assertEquals(0, said(id, ServerEvent.Failed.class));
    }

    private String resting(UnderWay underWay) {
        String id = begin(underWay).serverId();
        execute("update servers set leased_until = now() where id = '" + id + "'");
        Await.until(underWay.reaches(), () -> read(id, "state").equals(underWay.reaches()));
        return id;
    }

    private static <T extends ServerEvent> int said(String id, Class<T> type) {
        return TOPICS.events(
                        Topic.SERVERS, type, event -> event.data().serverId().equals(id))
                .size();
    }

    private String read(String id, String column) {
        return Objects.requireNonNull(query("select " + column + " from servers where id = '" + id + "'"));
    }

    private String action(String serverId, String column) {
        return query("select " + column + " from actions where id = 'atn_" + serverId + "'");
    }

    private String query(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
