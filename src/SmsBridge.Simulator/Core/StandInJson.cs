using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>The stand-in's records as the core prints them: nulls omitted, dates as arrays, amounts with six decimals.</summary>
internal static class StandInJson
{
    public static void Write(Utf8JsonWriter json, StandInClient client, StandInOffice? office, FieldSelection fields)
    {
        json.WriteStartObject();
        Number(json, fields, "id", client.Id);
        Text(json, fields, "accountNo", client.Id.ToString("D9", CultureInfo.InvariantCulture));
        Text(json, fields, "externalId", client.ExternalId);
        if (fields.Shows("status"))
        {
            WriteStatus(json, fields, client.StatusId, "clientStatusType.", client.StatusId == 300 ? "active" : "other");
        }

        if (fields.Shows("active"))
        {
            json.WriteBoolean("active", client.StatusId == 300);
        }

        Text(json, fields, "firstname", client.Firstname);
        Text(json, fields, "lastname", client.Lastname);
        Text(json, fields, "displayName", client.DisplayName);
        Text(json, fields, "mobileNo", client.MobileNo);
        Number(json, fields, "officeId", client.OfficeId);
        Text(json, fields, "officeName", office?.Name);
        Number(json, fields, "staffId", client.StaffId);
        WriteType(json, fields, client.Type);
        WriteDays(json, fields, client.Days);
        json.WriteBoolean("isStaff", value: false);
        json.WriteEndObject();
    }

    /// <param name="transactions">Null: they were not asked for.</param>
    public static void Write(Utf8JsonWriter json, StandInLoan loan, string? clientName, FieldSelection fields, IEnumerable<StandInTransaction>? transactions = null, bool withSchedule = false)
    {
        json.WriteStartObject();
        Number(json, fields, "id", loan.Id);
        Text(json, fields, "accountNo", loan.AccountNo ?? loan.Id.ToString("D9", CultureInfo.InvariantCulture));
        Text(json, fields, "externalId", loan.ExternalId);
        if (fields.Shows("status"))
        {
            WriteStatus(json, fields, loan.StatusId ?? (loan.IsDisbursed ? 300 : 100), "loanStatusType.", loan.IsDisbursed ? "active" : "submitted.and.pending.approval");
        }

        Number(json, fields, "clientId", loan.ClientId);
        Text(json, fields, "clientName", clientName);
        if (loan.GroupId is not null && fields.Shows("group"))
        {
            json.WriteStartObject("group");
            Number(json, fields, "id", loan.GroupId);
            Text(json, fields, "name", loan.GroupName);
            json.WriteEndObject();
        }

        Number(json, fields, "loanProductId", loan.ProductId);
        Text(json, fields, "loanProductName", loan.ProductName);
        Number(json, fields, "loanOfficerId", loan.OfficerId);
        WriteCurrency(json, fields, loan.Currency);
        Amount(json, fields, "principal", loan.Principal);
        if (loan.ApprovedPrincipal is { } approved)
        {
            Amount(json, fields, "approvedPrincipal", approved);
        }

        if (transactions is not null)
        {
            json.WriteStartArray("transactions");
            foreach (var transaction in transactions)
            {
                Write(json, transaction, loan, fields);
            }

            json.WriteEndArray();
        }

        if (withSchedule)
        {
            WriteSchedule(json, loan);
        }

        if (loan.IsDisbursed && fields.Shows("summary"))
        {
            json.WriteStartObject("summary");
            WriteCurrency(json, fields, loan.Currency);
            Amount(json, fields, "totalOutstanding", loan.Outstanding);
            Amount(json, fields, "totalRepayment", loan.Principal - loan.Outstanding);
            json.WriteNumber("totalOverdue", loan.Overdue);
            json.WriteEndObject();
        }

        WriteDays(json, fields, loan.Days);
        json.WriteEndObject();
    }

    /// <summary>The payout stands first, without a number.</summary>
    private static void WriteSchedule(Utf8JsonWriter json, StandInLoan loan)
    {
        json.WriteStartObject("repaymentSchedule");
        json.WriteStartArray("periods");
        json.WriteStartObject();
        WriteDate(json, "dueDate", new DateOnly(2026, 1, 1));
        json.WriteEndObject();
        for (var index = 0; index < loan.Schedule.Count; index++)
        {
            json.WriteStartObject();
            json.WriteNumber("period", index + 1);
            WriteDate(json, "dueDate", loan.Schedule[index].DueDate);
            json.WriteBoolean("complete", loan.Schedule[index].Outstanding == 0);
            json.WriteNumber("totalOutstandingForPeriod", loan.Schedule[index].Outstanding);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, StandInTransaction transaction, StandInLoan loan, FieldSelection fields)
    {
        json.WriteStartObject();
        Number(json, fields, "id", transaction.Id);
        Number(json, fields, "officeId", loan.OfficeId);
        if (fields.Shows("type"))
        {
            var isRepayment = transaction.TypeId == 2;
            json.WriteStartObject("type");
            Number(json, fields, "id", transaction.TypeId);
            json.WriteString("code", isRepayment ? "loanTransactionType.repayment" : transaction.TypeId == 1 ? "loanTransactionType.disbursement" : "loanTransactionType.other");
            json.WriteString("value", isRepayment ? "Repayment" : "Other");
            json.WriteBoolean("disbursement", transaction.TypeId == 1);
            json.WriteBoolean("repayment", isRepayment);
            json.WriteEndObject();
        }

        if (fields.Shows("date"))
        {
            WriteDate(json, "date", transaction.Date);
        }

        WriteCurrency(json, fields, loan.Currency);
        if (transaction.ReceiptNumber is not null)
        {
            json.WriteStartObject("paymentDetailData");
            json.WriteString("receiptNumber", transaction.ReceiptNumber);
            json.WriteEndObject();
        }

        Amount(json, fields, "amount", transaction.Amount);
        Text(json, fields, "externalId", transaction.ExternalId);
        Amount(json, fields, "principalPortion", transaction.Amount);
        json.WriteNumber("interestPortion", 0);
        Amount(json, fields, "outstandingLoanBalance", transaction.BalanceAfter);
        WriteDate(json, "submittedOnDate", transaction.Date);
        json.WriteBoolean("manuallyReversed", transaction.IsReversed);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, StandInSavingsTransaction transaction, FieldSelection fields)
    {
        var isDeposit = transaction.TypeId == 1;
        json.WriteStartObject();
        Number(json, fields, "id", transaction.Id);
        json.WriteStartObject("transactionType");
        Number(json, fields, "id", transaction.TypeId);
        json.WriteString("code", isDeposit ? "savingsAccountTransactionType.deposit" : "savingsAccountTransactionType.withdrawal");
        json.WriteBoolean("deposit", isDeposit);
        json.WriteBoolean("withdrawal", transaction.TypeId == 2);
        json.WriteEndObject();
        Number(json, fields, "accountId", transaction.SavingsId);
        WriteDate(json, "date", transaction.Date);
        WriteCurrency(json, fields, transaction.Currency);
        if (transaction.ReceiptNumber is not null)
        {
            json.WriteStartObject("paymentDetailData");
            json.WriteString("receiptNumber", transaction.ReceiptNumber);
            json.WriteEndObject();
        }

        Amount(json, fields, "amount", transaction.Amount);
        json.WriteBoolean("reversed", transaction.IsReversed);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, IEnumerable<StandInOffice> offices, FieldSelection fields)
    {
        json.WriteStartArray();
        foreach (var office in offices)
        {
            json.WriteStartObject();
            Number(json, fields, "id", office.Id);
            Text(json, fields, "name", office.Name);
            Number(json, fields, "parentId", office.ParentId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, StandInStaff staff, FieldSelection fields)
    {
        json.WriteStartObject();
        Number(json, fields, "id", staff.Id);
        Text(json, fields, "displayName", staff.DisplayName);
        Text(json, fields, "mobileNo", staff.MobileNo);
        Number(json, fields, "officeId", staff.OfficeId);
        json.WriteBoolean("isLoanOfficer", value: true);
        json.WriteBoolean("isActive", staff.IsActive);
        json.WriteEndObject();
    }

    /// <summary>It is there also of a client that has none.</summary>
    private static void WriteType(Utf8JsonWriter json, FieldSelection fields, (long Id, string Name)? type)
    {
        if (!fields.Shows("clientType"))
        {
            return;
        }

        json.WriteStartObject("clientType");
        Number(json, fields, "id", type?.Id);
        Text(json, fields, "name", type?.Name);
        json.WriteBoolean("mandatory", value: false);
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, FieldSelection fields, int id, string prefix, string code)
    {
        json.WriteStartObject("status");
        Number(json, fields, "id", id);
        json.WriteString("code", prefix + code);
        json.WriteString("value", code);
        json.WriteEndObject();
    }

    public static void WriteCurrency(Utf8JsonWriter json, FieldSelection fields, StandInCurrency currency)
    {
        if (!fields.Shows("currency"))
        {
            return;
        }

        json.WriteStartObject("currency");
        json.WriteString("code", currency.Code);
        Text(json, fields, "name", currency.Name);
        json.WriteNumber("decimalPlaces", currency.DecimalPlaces);
        json.WriteString("displaySymbol", currency.DisplaySymbol);
        json.WriteEndObject();
    }

    public static void WriteDays(Utf8JsonWriter json, FieldSelection fields, IReadOnlyDictionary<string, DateOnly>? days)
    {
        if (days is null || !fields.Shows("timeline"))
        {
            return;
        }

        json.WriteStartObject("timeline");
        foreach (var (name, day) in days)
        {
            WriteDate(json, name, day);
        }

        json.WriteEndObject();
    }

    public static void WriteDate(Utf8JsonWriter json, string name, DateOnly date)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(date.Year);
        json.WriteNumberValue(date.Month);
        json.WriteNumberValue(date.Day);
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, FieldSelection fields, string name, string? value)
    {
        if (value is not null && fields.Shows(name))
        {
            json.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter json, FieldSelection fields, string name, long? value)
    {
        if (value is { } number && fields.Shows(name))
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Amount(Utf8JsonWriter json, FieldSelection fields, string name, decimal value)
    {
        if (fields.Shows(name))
        {
            json.WriteNumber(name, value + 0.000000m); // at least six decimals, as the database has them
        }
    }
}
