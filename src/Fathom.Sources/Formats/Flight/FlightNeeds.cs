namespace Fathom.Sources.Formats.Flight;

/// <summary>Of which types constants are needed: those that wanted events reach.</summary>
static class FlightNeeds
{
    public static HashSet<long> Of(FlightTypes types, IFlightTaker taker)
    {
        HashSet<long> reached = [];
        Stack<FlightType> left = new();
        foreach (FlightType type in types.All)
        {
            if (taker.Wants(type.Name))
                left.Push(type);
        }
        while (left.TryPop(out FlightType? type))
        {
            if (!reached.Add(type.Id))
                continue;
            foreach (FlightField field in type.Fields)
            {
                if (field.Type is { Shape: FlightShape.Fields or FlightShape.Text } next)
                    left.Push(next);
            }
        }
        return reached;
    }
}
