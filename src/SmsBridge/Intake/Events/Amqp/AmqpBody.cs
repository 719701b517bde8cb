using System.Globalization;
using System.Text;
using Amqp;
using Amqp.Framing;

namespace SmsBridge.Intake.Events.Amqp;

/// <summary>What a message brings. A core's is a JMS message of bytes, which brokers hand over as data; anything else can not be read, and is kept as it is.</summary>
internal static class AmqpBody
{
    private const int MostOfId = 80;

    public static byte[] Of(Message message) =>
        message.BodySection switch
        {
            null => [],
            Data data => BytesOf(data),
            DataList list => [.. Enumerable.Range(0, list.Count).SelectMany(index => BytesOf(list[index]))],
            AmqpValue { Value: byte[] bytes } => bytes,
            AmqpValue { Value: string text } => Encoding.UTF8.GetBytes(text),
            _ => Encoded(message),
        };

    /// <summary>The id that its sender gave it, for people: in signs that can be shown and stored, and not at any length.</summary>
    public static string IdOf(Message message)
    {
        var id = Convert.ToString(message.Properties?.GetMessageId(), CultureInfo.InvariantCulture) ?? "";
        var shown = string.Concat(id.Where(letter => char.IsBetween(letter, '!', '~')).Take(MostOfId));
        return shown.Length > 0 ? shown : "(no id)";
    }

    private static byte[] BytesOf(Data data) => data.Binary ?? [];

    private static byte[] Encoded(Message message)
    {
        var buffer = new Message { BodySection = message.BodySection }.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }
}
