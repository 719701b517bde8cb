using System.Globalization;

namespace SmsBridge.CommandLine;

/// <summary>
/// The SQL that gives a core its key, so that it never registers and no password leaves it (fineract-hooks.md 4.4). The same on MySQL, MariaDB
/// and PostgreSQL. Keys are letters, digits, - and _, so nothing needs quoting.
/// </summary>
internal static class CoreKeySql
{
    /// <summary>Not a number: a script that nobody filled in fails instead of writing to some hook.</summary>
    private const string Placeholder = "HOOK_ID";

    /// <summary>For a core that may have none or an old one. A second row would make the core fail on every event, hence the delete.</summary>
    public static IReadOnlyList<string> Put(string key, long? hookId) =>
    [
        $"delete from m_hook_configuration where hook_id = {Id(hookId)} and field_name = 'Api Key';",
        $"insert into m_hook_configuration(hook_id, field_type, field_name, field_value) values ({Id(hookId)}, 'string', 'Api Key', '{key}');",
    ];

    /// <summary>For a core that has one.</summary>
    public static IReadOnlyList<string> Replace(string key, long? hookId) =>
        [$"update m_hook_configuration set field_value = '{key}' where hook_id = {Id(hookId)} and field_name = 'Api Key';"];

    public static void Tell(VerbOutput output, string tenantId, IReadOnlyList<string> sql, long? hookId)
    {
        foreach (var statement in sql)
        {
            output.Line($"  {statement}");
        }

        if (hookId is null)
        {
            output.Line($"{Placeholder} is the id of the tenant's \"SMS Bridge\" hook: {Verbs.Program} hook list --tenant {tenantId}, or GET /hooks of the core's API.");
        }
    }

    private static string Id(long? hookId) => hookId?.ToString(CultureInfo.InvariantCulture) ?? Placeholder;
}
