package io.hostmesh.provisioning.haproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.balancer.BalancerException;
import io.hostmesh.provisioning.balancer.BalancerSpec;
import io.hostmesh.provisioning.balancer.BalancerSpec.Backend;
import io.hostmesh.provisioning.balancer.BalancerStatus;
import io.hostmesh.provisioning.balancer.BalancerStatus.Member;
import io.hostmesh.provisioning.balancer.BalancerStatus.State;
import io.hostmesh.provisioning.haproxy.HaproxyBalancer.Naming;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an HAProxy is told, word for word, and what is made of its answers. */
@Timeout(30)
class HaproxyGoldenTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Backend A = new Backend("srv_a", "127.0.0.1:9001", BalancerSpec.State.READY);
    private static final Backend B = new Backend("srv_b", "127.0.0.1:9002", BalancerSpec.State.DRAINING);
    private static final Backend C = new Backend("srv_c", "127.0.0.1:9003", BalancerSpec.State.READY);
    private static final Transcript NOTHING = Transcript.golden("nothing");
    private static final String GONE = "No such server.\n";

    @TempDir
    Path directory = Path.of("");

    private static BalancerSpec spec(int port, Backend... backends) {
        return new BalancerSpec("grp_1", "127.0.0.1", port, "local", List.of(backends));
    }

    /** Has it done with an HAProxy that answers so, and asks for nothing else. */
    private void with(Transcript transcript, Consumer<HaproxyBalancer> work) {
        Path socket = directory.resolve("admin.sock");
        try (RecordedHaproxy haproxy = new RecordedHaproxy(socket, transcript)) {
            work.accept(new HaproxyBalancer(
                    new RuntimeApi(socket, LIMIT),
                    new Naming("balance.example", "hostmesh-"),
                    Duration.ofMillis(500),
                    LIMIT));
            assertEquals(transcript.commands(), haproxy.asked());
        } finally {
            assertTrue(socket.toFile().delete());
        }
    }

    private void refused(String because, Transcript transcript, Consumer<HaproxyBalancer> work) {
        with(transcript, balancer -> {
            var refused = assertThrows(BalancerException.class, () -> work.accept(balancer));
            assertEquals(because, refused.getMessage());
        });
    }

    private static Consumer<HaproxyBalancer> apply(BalancerSpec spec) {
        return balancer -> assertTrue(balancer.apply(spec).fulfils(spec));
    }

    @Test
    void shouldAddAGroupWithItsMembers() {
        with(Transcript.golden("apply"), apply(spec(7410, A, B)));
    }

    @Test
    void shouldOnlyRepeatWhatAMemberMayBeGivenWhereAllIsThere() {
        with(Transcript.golden("apply-once-more"), apply(spec(7410, A, B)));
    }

    @Test
    void shouldEndTheConnectionsOfAMemberBeforeItIsDeleted() {
        with(Transcript.golden("drop"), apply(spec(7410, B)));
    }

    @Test
    void shouldAddWhoTakesOverBeforeTheOthersDrainOrAreDropped() {
        with(Transcript.golden("apply"), apply(spec(7410, B, A)));
        with(Transcript.golden("replace"), apply(spec(7410, C)));
    }

    /** At its address there may be another group's member soon. */
    @Test
    void shouldDropAMemberAlsoWhereAnotherIsNotAdded() {
        Transcript replace = Transcript.golden("replace");
        String add = replace.commands().get(2);
        String because = "Already exists a server with the same name in backend.";
        refused(
                "HAProxy refused 'add server hostmesh-7410/srv_c': " + because,
                replace.first(2)
                        .then(add, because + "\n\n")
                        .then(new Transcript(replace.exchanges().subList(5, 8))),
                apply(spec(7410, C)));
    }

    @Test
    void shouldRemoveAGroupWithItsMembersFirst() {
        with(Transcript.golden("remove"), balancer -> balancer.remove("grp_1"));
        with(NOTHING, balancer -> balancer.remove("grp_1"));
    }

    /** Proxies and servers of its operator's own are none of ours. */
    @Test
    void shouldSayWhatThereIs() {
        with(
                Transcript.golden("observe"),
                balancer -> assertEquals(
                        List.of(
                                new BalancerStatus(
                                        "grp_1",
                                        "balance.example:7410",
                                        7410,
                                        List.of(
                                                new Member("srv_a", "127.0.0.1:9001", State.READY, 3),
                                                new Member("srv_b", "127.0.0.1:9002", State.DRAINING, 0))),
                                new BalancerStatus(
                                        "grp_2",
                                        "balance.example:7411",
                                        7411,
                                        List.of(
                                                new Member("srv_c", "127.0.0.1:9009", State.FAILING, 0),
                                                new Member("srv_d", "[::1]:9010", State.FAILING, 0)))),
                        balancer.observe()));
    }

    @Test
    void shouldSayWhatIsMissingInTheConfiguration() {
        refused(
                "expected a proxy hostmesh-7420 in HAProxy's configuration: it has none",
                NOTHING.then("add server hostmesh-7420/group.grp_1 127.0.0.1:1", "No such backend.\n"),
                apply(spec(7420, A)));
        refused(
                "HAProxy refused 'add server hostmesh-7412/group.grp_1': Backend must use a dynamic load balancing to"
                        + " support dynamic servers.",
                NOTHING.then(
                        "add server hostmesh-7412/group.grp_1 127.0.0.1:1",
                        "Backend must use a dynamic load balancing to support dynamic servers.\n"),
                apply(spec(7412, A)));
    }

    @Test
    void shouldQuoteNoPagesOfHelp() {
        refused(
                "HAProxy refused 'add server hostmesh-7410/group.grp_1': Unknown command. Please enter one of the"
                        + " following commands only:",
                NOTHING.then(
                        "add server hostmesh-7410/group.grp_1 127.0.0.1:1",
                        "Unknown command. Please enter one of the following commands only:\n  help : full list\n\n"),
                apply(spec(7410, A)));
    }

    @Test
    void shouldTellNothingToOneThatWouldLookUpNoName() {
        refused(
                "expected an IP address and a port of srv_a, since HAProxy looks up no names of servers that are added,"
                        + " got engine-1:32768",
                new Transcript(List.of()),
                apply(spec(7410, B, new Backend("srv_a", "engine-1:32768", BalancerSpec.State.READY))));
    }

    @Test
    void shouldNotSetAServerReadyThatIsGone() {
        refused(
                "HAProxy refused 'enable health hostmesh-7410/srv_a': No such server.",
                Transcript.golden("apply").first(4).then("enable health hostmesh-7410/srv_a", GONE + "\n"),
                apply(spec(7410, A)));
    }

    /** Somebody else deleted it meanwhile. */
    @Test
    void shouldDeleteAServerThatIsGoneAlready() {
        Transcript deletions = Transcript.golden("remove");
        with(
                deletions
                        .first(2)
                        .then("set server hostmesh-7410/srv_b state maint", GONE + "\n")
                        .then("shutdown sessions server hostmesh-7410/srv_b", GONE + "\n")
                        .then("del server hostmesh-7410/srv_b", GONE)
                        .then("set server hostmesh-7410/group.grp_1 state maint", GONE + "\n")
                        .then("shutdown sessions server hostmesh-7410/group.grp_1", GONE + "\n")
                        .then("del server hostmesh-7410/group.grp_1", GONE),
                balancer -> balancer.remove("grp_1"));
    }

    /** Whose the proxy is stays, so that what is left is found again. */
    @Test
    void shouldAskOnceForADeletionThatIsRefusedForGood() {
        String because = "This server cannot be removed at runtime due to other configuration elements pointing to it.";
        refused(
                "HAProxy refused 'del server hostmesh-7410/srv_b': " + because,
                Transcript.golden("remove").first(4).then("del server hostmesh-7410/srv_b", because + "\n"),
                balancer -> balancer.remove("grp_1"));
    }

    /** Members that are missing in half an answer are not added a second time, nor taken for drained. */
    @Test
    void shouldDoNothingByHalfAnAnswer() {
        Transcript.Exchange state = Transcript.golden("observe").exchanges().get(0);
        int half = state.answer().lastIndexOf("2 hostmesh-7410 3");
        refused(
                "expected HAProxy's whole answer to 'show servers state', but it ended after " + half + " characters",
                Transcript.of(state.command(), state.answer().substring(0, half)),
                apply(spec(7410, A, B)));
    }

    @Test
    void shouldSayThatAnAnswerIsNoTable() {
        refused(
                "expected a table from HAProxy, got 'Unknown command.'",
                Transcript.of("show servers state", "Unknown command.\n\n")
                        .then("show stat -1 4 -1", NOTHING.exchanges().get(1).answer()),
                HaproxyBalancer::observe);
    }
}
