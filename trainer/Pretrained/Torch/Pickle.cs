using System.Buffers.Binary;

namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>
/// Python's pickle machine (pickletools.py, protocols up to 5) for data only. Python's own machine runs any code that a file names.
/// This one builds numbers, texts, lists, tuples and dictionaries, makes the calls that its world supports, and replaces other objects
/// by placeholders. Lists are <see cref="List{T}"/>, tuples arrays, dictionaries <see cref="Dictionary{TKey, TValue}"/> with text or
/// integer keys.
/// </summary>
internal ref struct Pickle
{
    private const int HighestProtocol = 5;
    private const int LargestPickle = 1 << 26; // bytes; a state_dict has some hundred a tensor
    private const int MostPlaceholders = 8;

    private readonly IPickleWorld world;
    private readonly PickleStack stack = new();
    private readonly List<string> placeholders = [];
    private PickleBytes bytes;

    private Pickle(ReadOnlySpan<byte> bytes, IPickleWorld world)
    {
        this.bytes = new PickleBytes(bytes[..Math.Min(bytes.Length, LargestPickle)]);
        this.world = world;
    }

    /// <summary>Builds the object of the pickle at the beginning of <paramref name="bytes"/>.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or needs more than data.</exception>
    public static PickleResult Load(ReadOnlySpan<byte> bytes, IPickleWorld world) => new Pickle(bytes, world).Run();

    private PickleResult Run()
    {
        while (true)
        {
            int at = bytes.Position;
            char opcode = (char)bytes.Byte();
            if (opcode == '.') // STOP
            {
                return new PickleResult(stack.Last(), bytes.Position, placeholders);
            }

            if (!Value(opcode) && !Container(opcode) && !Memo(opcode) && !Object(opcode))
            {
                throw new InvalidDataException($"the pickle has the opcode 0x{(int)opcode:x2} at byte {at}: it needs more than data");
            }
        }
    }

    // Each of the following returns false for other opcodes.
    private bool Value(char opcode) => opcode switch
    {
        '\x80' => Protocol(bytes.Byte()), // PROTO
        '\x95' => bytes.Skip(8), // FRAME: only tells how far to read ahead
        'N' => stack.Push(null),
        '\x88' or '\x89' => stack.Push(opcode == '\x88'), // NEWTRUE, NEWFALSE
        'K' => stack.Push((long)bytes.Byte()), // BININT1
        'M' => stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(bytes.Take(2))), // BININT2
        'J' => stack.Push((long)bytes.Int32()), // BININT
        '\x8a' => stack.Push(bytes.Whole(bytes.Byte())), // LONG1
        '\x8b' => stack.Push(bytes.Whole(bytes.Int32())), // LONG4
        'I' or 'L' => stack.Push(bytes.WholeLine()), // INT, LONG
        'G' => stack.Push(bytes.Double()), // BINFLOAT
        'X' => stack.Push(bytes.Text(bytes.Int32())), // BINUNICODE
        '\x8c' => stack.Push(bytes.Text(bytes.Byte())), // SHORT_BINUNICODE
        '\x8d' => stack.Push(bytes.Text(bytes.Length64())), // BINUNICODE8
        'U' => stack.Push(bytes.TextOrBytes(bytes.Byte())), // SHORT_BINSTRING, of Python 2
        'T' => stack.Push(bytes.TextOrBytes(bytes.Int32())), // BINSTRING, of Python 2
        'C' => bytes.Skip(bytes.Byte()) && stack.Push(new PickleObject()), // SHORT_BINBYTES
        'B' => bytes.Skip(bytes.Int32()) && stack.Push(new PickleObject()), // BINBYTES
        '\x8e' or '\x96' => bytes.Skip(bytes.Length64()) && stack.Push(new PickleObject()), // BINBYTES8, BYTEARRAY8
        _ => false,
    };

    private readonly bool Container(char opcode) => opcode switch
    {
        '(' => stack.Mark(),
        '0' => Drop(stack.Pop()), // POP
        '1' => Drop(stack.PopToMark()), // POP_MARK
        '2' => stack.Push(stack.Peek()), // DUP
        ']' => stack.Push(new List<object?>()), // EMPTY_LIST
        '}' => stack.Push(new Dictionary<object, object?>()), // EMPTY_DICT
        '\x8f' => stack.Push(new PickleObject()), // EMPTY_SET: nothing here needs one
        '\x91' => Drop(stack.PopToMark()) && stack.Push(new PickleObject()), // FROZENSET
        ')' => stack.Push(Array.Empty<object?>()), // EMPTY_TUPLE
        '\x85' or '\x86' or '\x87' => stack.Push(stack.Pop(opcode - '\x84')), // TUPLE1, TUPLE2, TUPLE3
        't' => stack.Push(stack.PopToMark()), // TUPLE
        'l' => stack.Push(new List<object?>(stack.PopToMark())), // LIST
        'd' => stack.Push(PickleContainers.Dictionary(stack.PopToMark())), // DICT
        'a' => PickleContainers.Append(stack.Pop(1), stack.Peek()), // APPEND
        'e' or '\x90' => PickleContainers.Append(stack.PopToMark(), stack.Peek()), // APPENDS, ADDITEMS
        's' => PickleContainers.SetItems(stack.Pop(2), stack.Peek()), // SETITEM
        'u' => PickleContainers.SetItems(stack.PopToMark(), stack.Peek()), // SETITEMS
        'b' => Drop(stack.Pop()) && Drop(stack.Peek()), // BUILD: attributes of an object, such as a state_dict's _metadata; data does not need them
        _ => false,
    };

    private bool Memo(char opcode) => opcode switch
    {
        'q' => stack.Remember(bytes.Byte()), // BINPUT
        'r' => stack.Remember(bytes.Int32()), // LONG_BINPUT
        '\x94' => stack.Remember(), // MEMOIZE
        'h' => stack.Recall(bytes.Byte()), // BINGET
        'j' => stack.Recall(bytes.Int32()), // LONG_BINGET
        _ => false,
    };

    private bool Object(char opcode) => opcode switch
    {
        'c' => stack.Push(new PickleGlobal(bytes.Line(), bytes.Line())), // GLOBAL
        '\x93' => stack.Push(stack.Pop(2) is [string from, string name] ? new PickleGlobal(from, name) : throw new InvalidDataException("the pickle names a class by something that is not text")), // STACK_GLOBAL
        'R' or '\x81' => stack.Push(stack.Pop(2) is [object made, object?[] arguments] ? Make(made, arguments) : throw new InvalidDataException("the pickle calls something without a tuple of arguments")), // REDUCE, NEWOBJ
        '\x92' => stack.Push(stack.Pop(3) is [object type, object?[], Dictionary<object, object?>] ? Placeholder(type) : throw new InvalidDataException("the pickle makes an object without arguments")), // NEWOBJ_EX
        'Q' => stack.Push(world.Load(stack.Pop())), // BINPERSID
        _ => false,
    };

    private static bool Protocol(byte protocol) =>
        protocol <= HighestProtocol ? true : throw new InvalidDataException($"the pickle has protocol {protocol}; the highest supported one is {HighestProtocol}");

    private static bool Drop(object? _) => true;

    private readonly object? Make(object function, object?[] arguments) =>
        function is PickleGlobal known && world.Knows(known) ? world.Call(known, arguments) : Placeholder(function);

    private readonly PickleObject Placeholder(object function)
    {
        if (function is PickleGlobal global && placeholders.Count < MostPlaceholders && !placeholders.Contains(global.ToString()))
        {
            placeholders.Add(global.ToString());
        }

        return function is PickleGlobal or PickleObject ? new PickleObject() : throw new InvalidDataException("the pickle calls something that is not a function");
    }
}
