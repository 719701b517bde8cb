using SmsBridge.Intake.Events;

namespace SmsBridge.Tests.Intake.Events;

/// <summary>What is said of a broker's settings at the start.</summary>
public sealed class BrokerCheckTests
{
    [Fact]
    public void A_queue_and_a_topic_by_amqp_and_a_topic_by_kafka_are_right()
    {
        Problems(Amqp(_ => { })).ShouldBeEmpty();
        Problems(Amqp(broker => (broker.Queue, broker.Topic) = (null, "events"))).ShouldBeEmpty();
        Problems(new BrokerOptions { Servers = "kafka:9092" }).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_wrong_names_the_setting_and_what_to_do()
    {
        Problems(Amqp(broker => broker.Servers = "amqp://svc:word@mq")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            problem => problem.ShouldContain("ExternalEvents:Brokers:main:Servers"), problem => problem.ShouldNotContain("word@"));
        Problems(Amqp(broker => broker.Servers = "mq,,other")).ShouldHaveSingleItem().ShouldContain(":Servers");
        Problems(Amqp(broker => broker.Servers = " ")).ShouldHaveSingleItem().ShouldContain(":Servers must be given");
        Problems(Amqp(broker => broker.Queue = " ")).ShouldHaveSingleItem().ShouldContain(":Queue is empty");
        Problems(Amqp(broker => broker.Topic = "events")).ShouldHaveSingleItem().ShouldContain("Queue or Topic, not both");
        Problems(Amqp(broker => broker.Properties["security.protocol"] = "ssl")).ShouldHaveSingleItem().ShouldContain(":Properties are for Kafka");
        Problems(Amqp(broker => broker.Password = "x")).ShouldHaveSingleItem().ShouldContain("User and Password belong together");
        Problems(Amqp(broker => broker.AdditionalCaFile = "/nowhere/ca.pem")).ShouldHaveSingleItem().ShouldContain(":AdditionalCaFile: /nowhere/ca.pem can not be read");
        Problems(new BrokerOptions { Servers = "kafka:9092", Queue = "events" }).ShouldHaveSingleItem().ShouldContain(":Queue is for AMQP");
        Problems(new BrokerOptions { Servers = "kafka:9092", AdditionalCaFile = "ca.pem" }).ShouldHaveSingleItem().ShouldContain("ssl.ca.location");
    }

    private static IEnumerable<string> Problems(BrokerOptions broker) => BrokerCheck.Problems("main", broker);

    private static BrokerOptions Amqp(Action<BrokerOptions> change)
    {
        var broker = new BrokerOptions { Type = BrokerType.Amqp, Servers = "mq:5671", Queue = "core-events" };
        change(broker);
        return broker;
    }
}
