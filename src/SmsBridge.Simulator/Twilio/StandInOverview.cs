using System.Globalization;
using System.Text;

namespace SmsBridge.Simulator.Twilio;

/// <summary>The messages as plain text, for a person with a browser or curl. Numbers in full: they are all made up.</summary>
internal static class StandInOverview
{
    private const int Most = 100;

    public static string Of(IReadOnlyList<StandInMessageView> messages)
    {
        var page = new StringBuilder("Stand-in Twilio: nothing sent here leaves this machine.\n");
        page.Append(messages.Count switch
        {
            0 => "No SMS has arrived yet.\n",
            1 => "1 SMS has arrived:\n",
            > Most => string.Create(CultureInfo.InvariantCulture, $"{messages.Count} SMS have arrived; the last {Most} of them, newest last:\n"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{messages.Count} SMS have arrived, newest last:\n"),
        });
        foreach (var message in messages.TakeLast(Most))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n{message.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {message.Sid}\n").Append(Describe(message));
        }

        return page.ToString();
    }

    /// <summary>Recipient, sender, text and status, a line each.</summary>
    public static string Describe(StandInMessageView message) =>
        string.Create(CultureInfo.InvariantCulture, $"""
              to      {message.To}
              from    {message.From ?? message.MessagingServiceSid}
              text    {message.Body}
              status  {message.Status}{(message.ErrorCode is { } code ? $" (error {code})" : "")}

            """);
}
