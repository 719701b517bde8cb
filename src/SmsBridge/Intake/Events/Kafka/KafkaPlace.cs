using Confluent.Kafka;

namespace SmsBridge.Intake.Events.Kafka;

/// <summary>A broker and the topic in it, and how to speak to it.</summary>
internal sealed record KafkaPlace(string Name, BrokerOptions Broker, int MaxBatch)
{
    /// <summary>How long the broker is waited for when it is asked something.</summary>
    public static readonly TimeSpan Patient = TimeSpan.FromSeconds(10);

    /// <summary>What is confirmed is for us to say; a place that the broker has dropped is followed by the oldest it still has.</summary>
    public ConsumerConfig ToConfig()
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = Broker.Servers, GroupId = Broker.Group, ClientId = "smsbridge", EnableAutoCommit = false, EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        };
        if (Broker.User is not null)
        {
            config.SaslUsername = Broker.User;
            config.SaslPassword = Broker.Password;
            config.SaslMechanism = SaslMechanism.Plain;
            config.SecurityProtocol = SecurityProtocol.SaslSsl;
        }

        foreach (var (name, value) in Broker.Properties)
        {
            config.Set(name, value);
        }

        return config;
    }
}
