package io.hostmesh.monitoring.received;

/** How much a delivery may hold, as {@link ReceivedSettings} say. */
record ReceivedBounds(
        int alerts, int labels, int nameCharacters, int labelCharacters, int annotationCharacters, int urlCharacters) {

    static ReceivedBounds of(ReceivedSettings settings) {
        return new ReceivedBounds(
                settings.maximumAlerts(),
                settings.maximumLabels(),
                settings.maximumNameCharacters(),
                settings.maximumLabelCharacters(),
                settings.maximumAnnotationCharacters(),
                settings.maximumUrlCharacters());
    }
}
