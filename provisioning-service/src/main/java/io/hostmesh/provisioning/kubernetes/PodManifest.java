package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.hostmesh.provisioning.driver.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The Pod and the Secret of a machine. */
final class PodManifest {

    static final String CONTAINER = "server";

    /** The name of the port at which the workload listens. */
    static final String PORT = "workload";

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int MOST_SECRET_BYTES = 1_000_000;

    private PodManifest() {}

    /** The environment, which holds secrets; owned by the holder, because a machine that is off has no Pod and keeps it. */
    static Secret secret(Holder holder, Map<String, String> environment, PodSettings settings) {
        int bytes = 0;
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (!VARIABLE.matcher(variable.getKey()).matches()) {
                throw new RefusedException("expected the name of an environment variable, got " + variable.getKey());
            }
            bytes += variable.getKey().length() + variable.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > MOST_SECRET_BYTES) {
            throw new RefusedException("expected an environment of at most " + MOST_SECRET_BYTES + " bytes, got "
                    + bytes + "; user data takes most of it");
        }
        return new SecretBuilder()
                .withNewMetadata()
                .withName(Tags.name(holder.serverId()))
                .withNamespace(settings.namespace())
                .withLabels(labels(holder, settings))
                .withOwnerReferences(owner(holder))
                .endMetadata()
                .withType("Opaque")
                .withStringData(new TreeMap<>(environment))
                .build();
    }

    static Pod pod(Holder holder, PodSettings settings) {
        String image = settings.images().get(holder.imageId());
        if (image == null) {
            throw new RefusedException(
                    "the image " + holder.imageId() + " has no container image; set hostmesh.locations."
                            + settings.locationId() + ".kubernetes.images." + holder.imageId());
        }
        PodSpecBuilder spec = new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(settings.grace().toSeconds())
                .withNodeSelector(settings.nodeSelector().isEmpty() ? null : new TreeMap<>(settings.nodeSelector()))
                .withTolerations(
                        toleration("node.kubernetes.io/not-ready", settings),
                        toleration("node.kubernetes.io/unreachable", settings))
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(settings.runAsUser().orElse(null))
                .withRunAsGroup(settings.runAsUser().orElse(null))
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container(holder, image, settings).build())
                .addNewVolume()
                .withName("scratch")
                .withNewEmptyDir()
                .withSizeLimit(new Quantity(settings.scratchMegabytes() + "Mi"))
                .endEmptyDir()
                .endVolume();
        settings.pullSecret().ifPresent(name -> spec.addNewImagePullSecret(name));
        return new PodBuilder()
                .withNewMetadata()
                .withName(Tags.name(holder.serverId()))
                .withNamespace(settings.namespace())
                .withLabels(labels(holder, settings))
                .withOwnerReferences(owner(holder))
                .withFinalizers(Tags.FINALIZER)
                .endMetadata()
                .withSpec(spec.build())
                .build();
    }

    /** Requests are limits: a plan is what a server gets, no more, and no less because of its neighbours. */
    private static ContainerBuilder container(Holder holder, String image, PodSettings settings) {
        Map<String, Quantity> resources = new TreeMap<>();
        resources.put("cpu", new Quantity(holder.vcpus().stripTrailingZeros().toPlainString()));
        resources.put("memory", new Quantity(holder.memoryMegabytes() + "Mi"));
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(image)
                .addNewEnvFrom()
                .withNewSecretRef(Tags.name(holder.serverId()), false)
                .endEnvFrom()
                .addNewEnv()
                .withName("HOSTMESH_PORT")
                .withValue(Integer.toString(settings.port()))
                .endEnv()
                .addNewEnv()
                .withName("HOSTMESH_VCPUS")
                .withValue(holder.vcpus().toPlainString())
                .endEnv()
                .addNewPort()
                .withName(PORT)
                .withContainerPort(settings.port())
                .withProtocol("TCP")
                .endPort()
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withNewPort(settings.port())
                .endTcpSocket()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(1)
                .withFailureThreshold(3)
                .endReadinessProbe()
                .withNewResources()
                .withRequests(resources)
                .withLimits(resources)
                .endResources()
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(settings.readOnlyRoot())
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName("scratch")
                .withMountPath("/tmp")
                .endVolumeMount();
    }

    private static Toleration toleration(String taint, PodSettings settings) {
        return new TolerationBuilder()
                .withKey(taint)
                .withOperator("Exists")
                .withEffect("NoExecute")
                .withTolerationSeconds(settings.nodeLostAfter().toSeconds())
                .build();
    }

    private static Map<String, String> labels(Holder holder, PodSettings settings) {
        Map<String, String> labels = new TreeMap<>(Tags.ofLocation(settings.locationId()));
        labels.put(Tags.SERVER, holder.serverId());
        labels.put(Tags.GENERATION, Integer.toString(holder.generation()));
        labels.put(Tags.RUN, Long.toString(holder.run()));
        return labels;
    }

    private static OwnerReference owner(Holder holder) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(Tags.name(holder.serverId()))
                .withUid(holder.uid())
                .withController(true)
                .build();
    }
}
