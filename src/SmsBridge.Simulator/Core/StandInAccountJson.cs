using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>Accounts and transfers as the core prints them (fineract-core-api.md 6, fineract-event-catalogue.md 4.1 and 5).</summary>
internal static class StandInAccountJson
{
    public static void Write(Utf8JsonWriter json, StandInAccount account, FieldSelection fields)
    {
        json.WriteStartObject();
        json.WriteNumber("id", account.Id);
        json.WriteString("accountNo", account.Id.ToString("D9", CultureInfo.InvariantCulture));
        if (account.ClientId is { } clientId)
        {
            json.WriteNumber("clientId", clientId);
        }

        if (account.GroupId is { } groupId)
        {
            json.WriteNumber("groupId", groupId);
        }

        if (account.GroupName is { } group)
        {
            json.WriteString("groupName", group);
        }

        json.WriteNumber(account.Path switch { StandInAccount.Savings => "savingsProductId", StandInAccount.Share => "productId", _ => "depositProductId" }, account.ProductId);
        json.WriteString(account.Path switch { StandInAccount.Savings => "savingsProductName", StandInAccount.Share => "productName", _ => "depositProductName" }, account.ProductName);
        json.WriteStartObject("status");
        json.WriteNumber("id", account.StatusId);
        json.WriteString("code", "accountStatusType.any");
        json.WriteEndObject();
        StandInJson.WriteCurrency(json, fields, account.Currency);
        StandInJson.WriteDays(json, fields, account.Days);
        if (account.MaturityDate is { } maturity)
        {
            StandInJson.WriteDate(json, "maturityDate", maturity);
        }

        if (account.MaturityAmount is { } amount)
        {
            json.WriteNumber("maturityAmount", amount + 0.000000m);
        }

        if (account.Path != StandInAccount.Share)
        {
            json.WriteStartObject("summary");
            json.WriteNumber("accountBalance", account.Balance + 0.000000m);
            json.WriteNumber("availableBalance", account.Balance + 0.000000m);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>A list that would be empty is not there.</summary>
    /// <param name="members">Those that were asked for.</param>
    public static void Write(Utf8JsonWriter json, StandInGroup group, FieldSelection fields, IReadOnlyList<StandInClient> members, StandInTenant tenant)
    {
        json.WriteStartObject();
        json.WriteNumber("id", group.Id);
        json.WriteString("name", group.Name);
        if (group.Roles.Count > 0)
        {
            json.WriteStartArray("groupRoles");
            foreach (var (place, (role, clientId)) in group.Roles.Index())
            {
                json.WriteStartObject();
                json.WriteNumber("id", place + 1);
                json.WriteStartObject("role");
                json.WriteNumber("id", 300 + place);
                json.WriteString("name", role);
                json.WriteEndObject();
                json.WriteNumber("clientId", clientId);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (members.Count > 0)
        {
            json.WriteStartArray("activeClientMembers");
            foreach (var member in members)
            {
                StandInJson.Write(json, member, tenant.FindOffice(member.OfficeId), fields);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<StandInTransfer> transfers, StandInTenant tenant)
    {
        json.WriteStartObject();
        json.WriteNumber("totalFilteredRecords", transfers.Count);
        json.WriteStartArray("pageItems");
        foreach (var transfer in transfers)
        {
            json.WriteStartObject();
            json.WriteNumber("id", transfer.DetailId + 1000);
            WriteSide(json, "from", transfer.FromClientId, transfer.FromAccount, tenant);
            WriteSide(json, "to", transfer.ToClientId, transfer.ToAccount, tenant);
            json.WriteNumber("transferAmount", transfer.Amount + 0.000000m);
            StandInJson.WriteDate(json, "transferDate", transfer.Date);
            StandInJson.WriteCurrency(json, new FieldSelection([], null), transfer.Currency);
            json.WriteBoolean("reversed", transfer.IsReversed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSide(Utf8JsonWriter json, string side, long? clientId, string account, StandInTenant tenant)
    {
        if (clientId is { } id)
        {
            json.WriteStartObject(side + "Client");
            json.WriteNumber("id", id);
            json.WriteString("displayName", tenant.NameOfClient(id));
            json.WriteEndObject();
        }

        json.WriteStartObject(side + "Account");
        json.WriteString("accountNo", account);
        json.WriteEndObject();
    }
}
