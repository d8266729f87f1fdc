package lab;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** A dynamic proxy in a loader of its own for each request, kept. Twin: all proxies in one loader are of one class. */
final class Proxies extends Lab implements InvocationHandler {
    static final int PROXIES = size("count", 3001, 6007);

    final List<Object> kept = new ArrayList<Object>();

    private Proxies(String[] args) {
        super(args);
    }

    public static void main(String[] args) throws Exception {
        new Proxies(args).run();
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
        return null;
    }

    @Override
    void warmUp() {
        ((Runnable) proxy(new OwnLoader())).run();
    }

    @Override
    void fault() {
        OwnLoader shared = new OwnLoader();
        for (int i = 0; i < PROXIES; i++)
            kept.add(proxy(fixed() ? shared : new OwnLoader()));
        truth.put("made", PROXIES);
        truth.put("proxies", fixed() ? 1 : PROXIES);
    }

    @Override
    void drop() {
        kept.clear();
    }

    private Object proxy(OwnLoader loader) {
        return Proxy.newProxyInstance(loader, new Class<?>[] {Runnable.class, Comparable.class}, this);
    }
}
