using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmsBridge.Core;

/// <summary>The core's JSON as it comes: everything may be absent, since the core omits nulls; unknown members are skipped.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClientWire))]
[JsonSerializable(typeof(LoanWire))]
[JsonSerializable(typeof(LoanPageWire))]
[JsonSerializable(typeof(TransactionWire))]
[JsonSerializable(typeof(SavingsTransactionWire))]
[JsonSerializable(typeof(AccountWire))]
[JsonSerializable(typeof(TransferPageWire))]
[JsonSerializable(typeof(GroupWire))]
[JsonSerializable(typeof(StaffWire))]
[JsonSerializable(typeof(ReferenceWire))]
[JsonSerializable(typeof(ReferenceWire[]))]
[JsonSerializable(typeof(AuthenticationWire))]
[JsonSerializable(typeof(CredentialsWire))]
internal sealed partial class CoreJson : JsonSerializerContext;

internal sealed record ClientWire(
    long? Id, string? AccountNo, string? DisplayName, string? Firstname, string? Lastname, string? MobileNo, string? OfficeName,
    string? ExternalId, ReferenceWire? Status, bool? Active, long? StaffId, long? OfficeId, ReferenceWire? ClientType, TimelineWire? Timeline);

internal sealed record LoanWire(
    long? Id, string? AccountNo, string? ExternalId, long? ClientId, ReferenceWire? Group, string? LoanProductName,
    CurrencyWire? Currency, decimal? Principal, decimal? ApprovedPrincipal, SummaryWire? Summary, ReferenceWire? Status,
    TransactionWire[]? Transactions, ScheduleWire? RepaymentSchedule, long? LoanOfficerId, long? LoanProductId, TimelineWire? Timeline);

internal sealed record LoanPageWire(LoanWire[]? PageItems);

internal sealed record ScheduleWire(PeriodWire[]? Periods);

/// <summary>An instalment; the first entry of a schedule is the payout and has no number.</summary>
internal sealed record PeriodWire(
    int? Period, [property: JsonConverter(typeof(CoreDateConverter))] DateOnly? DueDate, bool? Complete, decimal? TotalOutstandingForPeriod);

internal sealed record AccountWire(
    long? Id, string? AccountNo, long? ClientId, long? GroupId, string? GroupName, string? SavingsProductName, string? DepositProductName, string? ProductName,
    ReferenceWire? Status, CurrencyWire? Currency, AccountSummaryWire? Summary,
    [property: JsonConverter(typeof(CoreDateConverter))] DateOnly? MaturityDate, decimal? MaturityAmount,
    long? SavingsProductId, long? DepositProductId, long? ProductId, TimelineWire? Timeline);

/// <summary>Of clients, loans, savings accounts and deposits alike.</summary>
internal sealed record TimelineWire(
    [property: JsonConverter(typeof(CoreDayConverter))] DateOnly? SubmittedOnDate, [property: JsonConverter(typeof(CoreDayConverter))] DateOnly? ApprovedOnDate,
    [property: JsonConverter(typeof(CoreDayConverter))] DateOnly? RejectedOnDate, [property: JsonConverter(typeof(CoreDayConverter))] DateOnly? WithdrawnOnDate,
    [property: JsonConverter(typeof(CoreDayConverter))] DateOnly? ActivatedOnDate, [property: JsonConverter(typeof(CoreDayConverter))] DateOnly? ClosedOnDate);

internal sealed record AccountSummaryWire(decimal? AccountBalance, decimal? AvailableBalance, CurrencyWire? Currency);

internal sealed record GroupWire(long? Id, string? Name, GroupRoleWire[]? GroupRoles, ClientWire[]? ActiveClientMembers);

internal sealed record GroupRoleWire(ReferenceWire? Role, long? ClientId);

internal sealed record StaffWire(long? Id, string? DisplayName, string? MobileNo, bool? IsActive);

internal sealed record TransferPageWire(TransferWire[]? PageItems);

internal sealed record TransferWire(
    ReferenceWire? FromClient, ReferenceWire? ToClient, TransferAccountWire? FromAccount, TransferAccountWire? ToAccount, decimal? TransferAmount,
    CurrencyWire? Currency, [property: JsonConverter(typeof(CoreDateConverter))] DateOnly? TransferDate, bool? Reversed);

internal sealed record TransferAccountWire(string? AccountNo);

internal sealed record SummaryWire(decimal? TotalOutstanding, decimal? TotalOverdue, CurrencyWire? Currency);

internal sealed record TransactionWire(
    long? Id, TypeWire? Type, [property: JsonConverter(typeof(CoreDateConverter))] DateOnly? Date, CurrencyWire? Currency,
    decimal? Amount, bool? ManuallyReversed, PaymentWire? PaymentDetailData, string? ExternalId);

internal sealed record SavingsTransactionWire(
    long? Id, TypeWire? TransactionType, [property: JsonConverter(typeof(CoreDateConverter))] DateOnly? Date, CurrencyWire? Currency, decimal? Amount, bool? Reversed, PaymentWire? PaymentDetailData, string? ExternalId);

internal sealed record TypeWire(int? Id, string? Code, bool? Repayment, bool? Disbursement, bool? Deposit, bool? Withdrawal);

internal sealed record PaymentWire(string? ReceiptNumber);

internal sealed record CurrencyWire(string? Code, int? DecimalPlaces, string? Name, string? DisplaySymbol);

/// <summary>Statuses, groups, offices and types of clients alike.</summary>
internal sealed record ReferenceWire(long? Id, string? Code, string? Name, string? DisplayName);

internal sealed record AuthenticationWire(
    string? Base64EncodedAuthenticationKey, bool? Authenticated, bool? ShouldRenewPassword, bool? IsTwoFactorAuthenticationRequired)
{
    /// <summary>Without the key.</summary>
    public override string ToString() => nameof(AuthenticationWire);
}

internal sealed record CredentialsWire(string Username, string Password)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => nameof(CredentialsWire);
}

/// <summary>A date that must be one, where there is any.</summary>
internal sealed class CoreDateConverter : JsonConverter<DateOnly?>
{
    public override DateOnly? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : CoreDate.Read(ref reader) ?? throw new JsonException("Not a date.");

    public override void Write(Utf8JsonWriter writer, DateOnly? value, JsonSerializerOptions options) => throw CoreDate.NeverWritten();
}

/// <summary>A day that nothing hangs on: what is no date is none.</summary>
internal sealed class CoreDayConverter : JsonConverter<DateOnly?>
{
    public override DateOnly? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => CoreDate.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, DateOnly? value, JsonSerializerOptions options) => throw CoreDate.NeverWritten();
}

/// <summary>A local date: <c>[2026,11,21]</c>, possibly with time parts behind, or the same as ISO text (fineract-core-api.md 8).</summary>
internal static class CoreDate
{
    /// <summary>Leaves the reader at the end of the value, whatever that is.</summary>
    /// <returns>Null: it is no date.</returns>
    public static DateOnly? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return FromText(reader.GetString()!);
            case JsonTokenType.StartArray:
                return FromArray(ref reader);
            default:
                reader.Skip();
                return null;
        }
    }

    public static NotSupportedException NeverWritten() => new("The bridge only reads.");

    private static DateOnly? FromText(string text) =>
        text.Length >= 10 && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static DateOnly? FromArray(ref Utf8JsonReader reader)
    {
        Span<int> parts = stackalloc int[3];
        var (count, areNumbers) = (0, true);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var part = 0;
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out part))
            {
                areNumbers = false;
                reader.Skip();
            }

            if (count < parts.Length)
            {
                parts[count] = part;
            }

            count++;
        }

        return areNumbers && count >= 3 && parts[0] is >= 1 and <= 9999 && parts[1] is >= 1 and <= 12 && parts[2] >= 1 && parts[2] <= DateTime.DaysInMonth(parts[0], parts[1])
            ? new DateOnly(parts[0], parts[1], parts[2])
            : null;
    }
}
