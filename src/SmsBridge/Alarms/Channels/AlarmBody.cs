using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmsBridge.Alarms.Channels;

/// <summary>What a webhook is told.</summary>
/// <param name="Type"><c>alarm</c>, or <c>alarm.test</c>.</param>
internal sealed record AlarmNotice(string Type, DateTimeOffset Timestamp, AlarmNoticeData Data);

/// <param name="Subject">All of it in a line.</param>
/// <param name="Console">Where a person looks; null: the bridge does not know its own address.</param>
internal sealed record AlarmNoticeData(string Subject, IReadOnlyList<AlarmNoticeItem> Alarms, Uri? Console);

/// <param name="State"><c>raised</c>, <c>grown</c>, <c>repeated</c>, <c>escalated</c> or <c>cleared</c>.</param>
/// <param name="Kind">As <c>GET /api/stats/attention</c> has it.</param>
/// <param name="Tenant">Null: of the installation.</param>
/// <param name="Until">When it was over; null: it stands.</param>
internal sealed record AlarmNoticeItem(
    string State, string Kind, string? Tenant, bool IsUrgent, DateTimeOffset Since, DateTimeOffset? Until, string Words, string? Remedy);

/// <param name="Text">In Slack's own marks.</param>
internal sealed record ChatMessage(string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlarmNotice))]
[JsonSerializable(typeof(ChatMessage))]
internal sealed partial class AlarmJson : JsonSerializerContext;

/// <summary>A letter as JSON.</summary>
internal static class AlarmBody
{
    public static byte[] Of(AlarmLetter letter) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new AlarmNotice(letter.IsTest ? "alarm.test" : "alarm", letter.At, new AlarmNoticeData(letter.Subject, [.. letter.Lines.Select(Item)], letter.Console)),
            AlarmJson.Default.AlarmNotice);

    public static byte[] OfChat(AlarmLetter letter) =>
        JsonSerializer.SerializeToUtf8Bytes(new ChatMessage($"*{Escaped(letter.Subject)}*\n{Escaped(letter.Text)}"), AlarmJson.Default.ChatMessage);

    private static AlarmNoticeItem Item(AlarmLine line) => new(
        line.News.ToString().ToLowerInvariant(), line.Alarm.Kind, line.Alarm.Tenant is { Length: > 0 } tenant ? tenant : null, line.Alarm.IsUrgent, line.Alarm.Since,
        line.Alarm.GoneAt, line.Alarm.Words, line.Alarm.Remedy);

    /// <summary>The three signs that mean something in a chat of this form: what a tenant is called must not become a link or call everybody.</summary>
    private static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
