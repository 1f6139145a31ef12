package io.hostmesh.monitoring.alert;

import io.hostmesh.monitoring.label.Labels;
import io.hostmesh.monitoring.maintenance.Maintenance;
import io.hostmesh.monitoring.quiet.FiringAlert;
import io.hostmesh.monitoring.quiet.Inhibition;
import io.hostmesh.monitoring.quiet.Mutes;
import io.hostmesh.monitoring.silence.Silence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What can mute alerts at a moment. */
final class Muters {

    private final List<Silence> silences;
    private final List<Maintenance> maintenances;
    /** Open failures by what they are about: only those of an alert's own server and location can explain it. */
    private final Map<String, List<FiringAlert>> failures = new HashMap<>();

    Muters(List<Silence> silences, List<Maintenance> maintenances, List<FiringAlert> failures) {
        this.silences = silences;
        this.maintenances = maintenances;
        for (FiringAlert failure : failures) {
            this.failures
                    .computeIfAbsent(failure.ownGroupKey(), key -> new ArrayList<>())
                    .add(failure);
        }
    }

    /** What of it mutes that alert; whether that flaps is not known here. */
    Mutes mutesOf(FiringAlert alert, Instant now) {
        Labels labels = alert.labels();
        String server = labels.get(FiringAlert.SERVER);
        String group = labels.get(FiringAlert.GROUP);
        String location = labels.get(FiringAlert.LOCATION);
        return new Mutes(
                silences.stream()
                        .filter(silence -> silence.mutes(alert.accountId(), labels, now))
                        .map(Silence::id)
                        .toList(),
                Inhibition.explaining(alert, possibleCauses(server, location)),
                maintenances.stream()
                        .filter(work -> work.mutes(alert.accountId(), server, group, location, now))
                        .map(Maintenance::id)
                        .toList(),
                false);
    }

    private List<FiringAlert> possibleCauses(String server, String location) {
        List<FiringAlert> causes = new ArrayList<>();
        causes.addAll(failures.getOrDefault(FiringAlert.SERVER + "/" + server, List.of()));
        causes.addAll(failures.getOrDefault(FiringAlert.LOCATION + "/" + location, List.of()));
        return causes;
    }
}
