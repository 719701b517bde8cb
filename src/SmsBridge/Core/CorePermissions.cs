namespace SmsBridge.Core;

/// <summary>What a core's user must be allowed for each thing the bridge asks for (fineract-core-api.md 9).</summary>
internal static class CorePermissions
{
    private const int LongestName = 100;

    /// <param name="path">Of the question, below the core's API: <c>clients/7</c>.</param>
    /// <returns>Null: none that is known.</returns>
    public static string? Of(string path) =>
        path.Split('/', '?') switch
        {
            ["clients", ..] => "READ_CLIENT",
            ["loans", ..] => "READ_LOAN",
            [CoreClient.SavingsPath, ..] => "READ_SAVINGSACCOUNT",
            [CoreClient.FixedDepositPath, ..] => "READ_FIXEDDEPOSITACCOUNT",
            [CoreClient.RecurringDepositPath, ..] => "READ_RECURRINGDEPOSITACCOUNT",
            ["accounts", "share", ..] => "READ_SHAREACCOUNT",
            [CoreClient.TransferPath, ..] => "READ_ACCOUNTTRANSFER",
            [CoreClient.GroupPath, ..] => "READ_GROUP",
            [CoreClient.StaffPath, ..] => "READ_STAFF",
            ["sms", ..] => "READ_SMS",
            ["audits", ..] => "READ_AUDIT",
            ["datatables", var table, _, ..] => $"READ_{CoreErrorBody.OneLine(Uri.UnescapeDataString(table), LongestName)}",
            ["runreports", ..] => "READ_ and the report's name, or REPORTING_SUPER_USER",
            _ => null,
        };

    /// <summary>The failure with the permission that is missing: a core does not say which.</summary>
    public static CoreResult<T> Named<T>(CoreResult<T> failure, string? code, string relativeUrl) =>
        failure is CoreResult<T>.Forbidden forbidden && code == CoreVerdict.NotAuthorized && Of(relativeUrl) is { } permission
            ? forbidden with { Detail = $"Give the core's user {permission}. {forbidden.Detail}" }
            : failure;
}
