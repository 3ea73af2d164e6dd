import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;

/**
 * One node of a cluster, started from its source on the center's own libraries: what Artemis's own
 * start does with broker.xml, login.config and the properties beside it (bootstrap.xml names them).
 */
public class ArtemisNode {
  public static void main(String[] arguments) throws Exception {
    EmbeddedActiveMQ node = new EmbeddedActiveMQ();
    node.setConfigResourcePath(arguments[0]);
    node.setPropertiesResourcePath(arguments[1]);
    node.setSecurityManager(new ActiveMQJAASSecurityManager("CertLogin", "CertLogin"));
    node.start();
    System.out.println("node is up");
  }
}
