package io.hostmesh.kit.openapi;

import io.hostmesh.kit.problem.DeclaresProblems;
import io.hostmesh.kit.problem.ProblemType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/** The problems that resources declare by annotations, for each operation: a method and a path such as {@code GET /v1/servers}. */
final class Declared {

    private static final DotName PATH = DotName.createSimple("jakarta.ws.rs.Path");
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private final Map<String, List<ProblemType>> ofOperation = new HashMap<>();
    private final Set<String> readTheirBodies = new HashSet<>();

    Declared(IndexView index) {
        List<DotName> declaring = index.getAnnotations(DeclaresProblems.class).stream()
                .map(marked -> marked.target().asClass().name())
                .toList();
        for (String method : METHODS) {
            for (AnnotationInstance verb : index.getAnnotations("jakarta.ws.rs." + method)) {
                MethodInfo operation = verb.target().asMethod();
                String name = method + " " + path(operation);
                ofOperation.put(name, problems(operation, declaring));
                if (operation.parameterTypes().stream().anyMatch(type -> type.kind() == Type.Kind.ARRAY)) {
                    readTheirBodies.add(name);
                }
            }
        }
    }

    /** Those that the operation declares; none for one that is not known. */
    List<ProblemType> of(String operation) {
        return ofOperation.getOrDefault(operation, List.of());
    }

    /** True where the operation takes the bytes of its body, and reads them in a way of its own. */
    boolean readsItsBody(String operation) {
        return readTheirBodies.contains(operation);
    }

    private static List<ProblemType> problems(MethodInfo operation, Collection<DotName> declaring) {
        List<ProblemType> problems = new ArrayList<>();
        for (DotName annotation : declaring) {
            for (AnnotationTarget target : List.<AnnotationTarget>of(operation, operation.declaringClass())) {
                AnnotationInstance declared = target.declaredAnnotation(annotation);
                if (declared != null) {
                    read(declared.value(), problems);
                }
            }
        }
        return problems;
    }

    private static void read(AnnotationValue value, List<ProblemType> problems) {
        String[] names = value.asEnumArray();
        DotName[] types = value.asEnumTypeArray();
        for (int index = 0; index < names.length; index++) {
            problems.add(constant(types[index].toString(), names[index]));
        }
    }

    private static ProblemType constant(String type, String name) {
        try {
            Class<?> problems = Class.forName(type, true, Thread.currentThread().getContextClassLoader());
            for (Object constant : problems.getEnumConstants()) {
                if (constant instanceof ProblemType problem && problem.name().equals(name)) {
                    return problem;
                }
            }
            throw new IllegalStateException("expected " + name + " among the problem types of " + type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("expected the enum of problem types " + type, e);
        }
    }

    private static String path(MethodInfo operation) {
        ClassInfo resource = operation.declaringClass();
        String path = "/" + path(resource.declaredAnnotation(PATH)) + "/" + path(operation.declaredAnnotation(PATH));
        String single = path.replaceAll("/+", "/");
        return single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
    }

    /** Without the patterns of parameters: {@code {id:[a-z]+}} is {@code {id}} in the document. */
    private static String path(@Nullable AnnotationInstance annotation) {
        return annotation == null ? "" : annotation.value().asString().replaceAll("\\{\\s*(\\w+)\\s*:[^}]*}", "{$1}");
    }
}
