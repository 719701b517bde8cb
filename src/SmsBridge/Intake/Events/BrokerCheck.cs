using System.Globalization;
using System.Security.Cryptography;
using SmsBridge.Core;
using SmsBridge.Intake.Events.Amqp;

namespace SmsBridge.Intake.Events;

/// <summary>What is wrong with the settings of a broker, in sentences.</summary>
internal static class BrokerCheck
{
    public static IEnumerable<string> Problems(string name, BrokerOptions broker)
    {
        var section = $"{ExternalEventsOptions.Section}:Brokers:{name}";
        if (name.Length is 0 or > 40 || name.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-'))
        {
            yield return $"{section}: a broker's name has small letters, digits and hyphens, at most 40.";
        }

        foreach (var (setting, value) in ((string, string)[])[(nameof(broker.Servers), broker.Servers), (nameof(broker.Topic), broker.Topic), (nameof(broker.Group), broker.Group)])
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{section}:{setting} must be given.");
            }
        }

        if ((broker.User is null) != (broker.Password is null))
        {
            yield return $"{section}: User and Password belong together.";
        }

        foreach (var problem in broker.Type == BrokerType.Amqp ? ProblemsOfAmqp(section, broker) : ProblemsOfKafka(section, broker))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> ProblemsOfKafka(string section, BrokerOptions broker)
    {
        if (broker.Queue is not null)
        {
            yield return $"{section}:Queue is for AMQP: give {section}:Type = Amqp, or a Topic in its place.";
        }

        if (broker.AdditionalCaFile is not null)
        {
            yield return $"{section}:AdditionalCaFile is for AMQP: Kafka's client has Properties:ssl.ca.location.";
        }
    }

    private static IEnumerable<string> ProblemsOfAmqp(string section, BrokerOptions broker)
    {
        if (!string.IsNullOrWhiteSpace(broker.Servers) && AmqpServer.List(broker.Servers).Any(server => server is null))
        {
            yield return $"{section}:Servers: each is host:port or amqps://host:port with TLS, or amqp://host:port without, and nothing else; user and password have settings of their own.";
        }

        if (broker.Queue is { } queue && string.IsNullOrWhiteSpace(queue))
        {
            yield return $"{section}:Queue is empty: name one, or leave it out and name a Topic.";
        }

        if (broker.Queue is not null && broker.Topic != BrokerOptions.DefaultTopic)
        {
            yield return $"{section}: Queue or Topic, not both: name a broker for each.";
        }

        if (broker.Properties.Count > 0)
        {
            yield return $"{section}:Properties are for Kafka's client: AMQP has none.";
        }

        if (broker.AdditionalCaFile is { } file && WhyNotRead(file) is { } why)
        {
            yield return $"{section}:AdditionalCaFile: {why}";
        }
    }

    /// <summary>Now, not at the first connection.</summary>
    private static string? WhyNotRead(string file)
    {
        try
        {
            return AdditionalTrust.Load(file).Count > 0 ? null : $"{file} has no certificate in it.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return $"{file} can not be read: {exception.Message}";
        }
    }
}
