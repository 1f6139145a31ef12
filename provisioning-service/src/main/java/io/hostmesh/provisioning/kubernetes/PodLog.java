package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.hostmesh.provisioning.driver.DriverException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The last lines of a machine that ended. They are in the Pod's status where it ended with an error; the log is asked for where
 * they are not.
 */
final class PodLog {

    private static final Logger LOG = Logger.getLogger(PodLog.class);

    private final Function<String, String> lastText;

    /** @param lastText the end of a Pod's log by the Pod's name, bounded */
    PodLog(Function<String, String> lastText) {
        this.lastText = lastText;
    }

    Ending complete(Pod pod, Ending ending) {
        boolean has = new PodReading(pod)
                .terminated()
                .filter(state ->
                        state.getMessage() == null || state.getMessage().isBlank())
                .isEmpty();
        return has ? ending : ending.with(lines(pod.getMetadata().getName()));
    }

    private List<String> lines(String name) {
        try {
            return Optional.ofNullable(lastText.apply(name))
                    .orElse("")
                    .strip()
                    .lines()
                    .toList();
        } catch (DriverException e) {
            LOG.infof("no last lines of a machine pod=%s cause=%s", name, e.getMessage());
            return List.of();
        }
    }
}
