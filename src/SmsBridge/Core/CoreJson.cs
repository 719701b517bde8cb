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

/// <summary>A day that nothing hangs on: what is no date is none.</summary>
internal sealed class CoreDayConverter : JsonConverter<DateOnly?>
{
    public override DateOnly? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        var day = value.RootElement;
        return day.ValueKind switch
        {
            JsonValueKind.String when DateOnly.TryParseExact(day.GetString().AsSpan() is { Length: >= 10 } text ? text[..10] : "", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
            JsonValueKind.Array when day.GetArrayLength() >= 3 && Part(0) is >= 1 and <= 9999 and var year && Part(1) is >= 1 and <= 12 and var month && Part(2) is >= 1 and var of && of <= DateTime.DaysInMonth(year, month) =>
                new DateOnly(year, month, of),
            _ => null,
        };

        int Part(int at) => day[at] is { ValueKind: JsonValueKind.Number } part && part.TryGetInt32(out var number) ? number : 0;
    }

    public override void Write(Utf8JsonWriter writer, DateOnly? value, JsonSerializerOptions options) => throw new NotSupportedException("The bridge only reads.");
}

/// <summary>A local date: <c>[2026,11,21]</c>, possibly with time parts behind, or the same as ISO text (fineract-core-api.md 8).</summary>
internal sealed class CoreDateConverter : JsonConverter<DateOnly?>
{
    public override DateOnly? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => FromText(reader.GetString()!),
            JsonTokenType.StartArray => FromArray(ref reader),
            _ => throw new JsonException("Not a date."),
        };

    public override void Write(Utf8JsonWriter writer, DateOnly? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("The bridge only reads.");

    private static DateOnly FromText(string text) =>
        text.Length >= 10 && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new JsonException("Not a date.");

    private static DateOnly FromArray(ref Utf8JsonReader reader)
    {
        Span<int> parts = stackalloc int[3];
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var part))
            {
                throw new JsonException("Not a date.");
            }

            if (count < parts.Length)
            {
                parts[count] = part;
            }

            count++;
        }

        if (count < 3 || parts[0] is < 1 or > 9999 || parts[1] is < 1 or > 12
            || parts[2] < 1 || parts[2] > DateTime.DaysInMonth(parts[0], parts[1]))
        {
            throw new JsonException("Not a date.");
        }

        return new DateOnly(parts[0], parts[1], parts[2]);
    }
}
