using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>What the hooks API answers (fineract-hooks.md 9): secrets in clear, config as a list, dates as arrays.</summary>
internal static class StandInHookJson
{
    /// <summary>A few of the some 440 pairs.</summary>
    private static readonly (string Grouping, string Entity, string[] Actions)[] Catalogue =
    [
        ("portfolio", "CLIENT", ["ACTIVATE", "CLOSE", "CREATE", "DELETE", "REJECT", "UPDATE"]),
        ("portfolio", "LOAN", ["CREATE", "DELETE", "UPDATE"]),
        ("transaction_loan", "LOAN", ["ADJUST", "APPROVE", "DISBURSE", "REJECT", "REPAYMENT", "WRITEOFF"]),
        ("transaction_savings", "SAVINGSACCOUNT", ["ACTIVATE", "APPROVE", "DEPOSIT", "HOLDAMOUNT", "WITHDRAW", "WITHDRAWAL"]),
    ];

    public static string Of(StandInHook hook, bool withTemplate) => Text(json =>
    {
        json.WriteStartObject();
        WriteFields(json, hook);
        if (withTemplate)
        {
            WriteTemplates(json);
        }

        json.WriteEndObject();
    });

    public static string Of(IEnumerable<StandInHook> hooks) => Text(json =>
    {
        json.WriteStartArray();
        foreach (var hook in hooks)
        {
            json.WriteStartObject();
            WriteFields(json, hook);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string Template() => Text(json =>
    {
        json.WriteStartObject();
        WriteTemplates(json);
        json.WriteEndObject();
    });

    public static string Id(long id) => string.Create(CultureInfo.InvariantCulture, $$"""{"resourceId":{{id}}}""");

    private static void WriteFields(Utf8JsonWriter json, StandInHook hook)
    {
        json.WriteNumber("id", hook.Id);
        json.WriteString("name", hook.Template.Name);
        json.WriteString("displayName", hook.DisplayName);
        json.WriteBoolean("isActive", hook.IsActive);
        WriteDate(json, "createdAt", hook.CreatedAt);
        WriteDate(json, "updatedAt", hook.UpdatedAt);
        json.WriteNumber("templateId", 0);
        json.WriteStartArray("events");
        foreach (var (entity, action) in hook.Events)
        {
            json.WriteStartObject();
            json.WriteString("actionName", action);
            json.WriteString("entityName", entity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("config");
        foreach (var (name, value) in hook.Config.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("fieldName", name);
            json.WriteString("fieldValue", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTemplates(Utf8JsonWriter json)
    {
        json.WriteStartArray("templates");
        foreach (var template in StandInHookTemplate.All)
        {
            json.WriteStartObject();
            json.WriteNumber("id", template.Id);
            json.WriteString("name", template.Name);
            json.WriteStartArray("schema");
            foreach (var field in template.Required)
            {
                json.WriteStartObject();
                json.WriteString("fieldName", field);
                json.WriteString("fieldType", "string");
                json.WriteBoolean("optional", value: false);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("groupings");
        foreach (var grouping in Catalogue.GroupBy(row => row.Grouping, StringComparer.Ordinal))
        {
            WriteGrouping(json, grouping.Key, grouping.Select(row => (row.Entity, row.Actions)));
        }

        json.WriteEndArray();
    }

    private static void WriteGrouping(Utf8JsonWriter json, string name, IEnumerable<(string Entity, string[] Actions)> entities)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartArray("entities");
        foreach (var (entity, actions) in entities)
        {
            json.WriteStartObject();
            json.WriteString("name", entity);
            json.WriteStartArray("actions");
            Array.ForEach(actions, json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDate(Utf8JsonWriter json, string name, DateOnly date)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(date.Year);
        json.WriteNumberValue(date.Month);
        json.WriteNumberValue(date.Day);
        json.WriteEndArray();
    }

    internal static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
