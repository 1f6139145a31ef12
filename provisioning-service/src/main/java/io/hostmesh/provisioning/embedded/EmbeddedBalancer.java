package io.hostmesh.provisioning.embedded;

import io.hostmesh.provisioning.balancer.Balancer;
import io.hostmesh.provisioning.balancer.BalancerException;
import io.hostmesh.provisioning.balancer.BalancerSpec;
import io.hostmesh.provisioning.balancer.BalancerStatus;
import io.hostmesh.provisioning.balancer.PortInUseException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Balancers in one process of this host, which carries the connections of every group. The process is started with the first
 * balancer and ended with the last; a restart of provisioning finds it as it was.
 */
final class EmbeddedBalancer implements Balancer {

    static final String NAME = "embedded";

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(EmbeddedBalancer.class);

    private final BalancerProcess process;
    private final int backlog;

    /**
     * @param backlog connections that may wait to be accepted, for each group
     */
    EmbeddedBalancer(BalancerProcess process, int backlog) {
        this.process = process;
        this.backlog = backlog;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BalancerStatus apply(BalancerSpec spec) {
        List<String> request = new ArrayList<>();
        request.add("apply " + spec.groupId() + " " + spec.host() + " " + spec.port() + " " + backlog);
        for (BalancerSpec.Backend backend : spec.backends()) {
            request.add("backend " + backend.serverId() + " " + backend.address() + " "
                    + backend.state().name().toLowerCase(Locale.ROOT));
        }
        List<BalancerStatus> answer = statuses(ask(process.get(), request, spec.host() + ":" + spec.port()));
        if (answer.size() != 1) {
            throw new BalancerException("expected the balancer of " + spec.groupId() + ", got " + answer);
        }
        return answer.get(0);
    }

    @Override
    public List<BalancerStatus> observe() {
        return process.find()
                .map(running -> statuses(ask(running, List.of("observe"), "")))
                .orElse(List.of());
    }

    @Override
    public void remove(String groupId) {
        Optional<RunningProcess> running = process.find();
        if (running.isEmpty()) {
            return;
        }
        List<String> left = ask(running.get(), List.of("remove " + groupId), "");
        if (left.isEmpty()) {
            end(running.get());
        }
    }

    private static void end(RunningProcess running) {
        try {
            ask(running, List.of("end"), "");
            running.awaitEnd(ENDS_WITHIN); // One that is ending answers nobody.
        } catch (BalancerException e) {
            LOG.infof("the balancer's process goes on cause=%s", e.getMessage()); // Another group was given an address.
        }
    }

    private static List<String> ask(RunningProcess running, List<String> request, String address) {
        try {
            return ControlRequest.send(running, request);
        } catch (ControlRequest.RefusedException e) {
            if (e.kind().equals("port-in-use")) {
                throw new PortInUseException(address);
            }
            throw e;
        } catch (IOException e) {
            throw new BalancerException("the balancer's process " + running.pid() + " does not answer", e);
        }
    }

    private static List<BalancerStatus> statuses(List<String> lines) {
        List<BalancerStatus> found = new ArrayList<>();
        List<BalancerStatus.Member> members = new ArrayList<>();
        for (int index = lines.size() - 1; index >= 0; index--) {
            String[] words = lines.get(index).split(" ", -1);
            if (words[0].equals("backend")) {
                members.add(
                        0,
                        new BalancerStatus.Member(
                                words[1],
                                words[2],
                                BalancerStatus.State.valueOf(words[3].toUpperCase(Locale.ROOT)),
                                Integer.valueOf(words[4])));
            } else {
                found.add(
                        0,
                        new BalancerStatus(
                                words[1],
                                words[2] + ":" + words[3],
                                Integer.parseInt(words[3]),
                                words[words.length - 1].equals("full"),
                                members));
                members = new ArrayList<>();
            }
        }
        return found;
    }

    @Override
    public void close() {
        // The process goes on without provisioning.
    }
}
