// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/lineshape.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <map>

namespace widelens {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHexDigit(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool isWord(char c) { return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool isUuid(const std::string &text)
{
    if (text.size() != 36)
        return false;
    for (size_t i = 0; i < 36; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isHexDigit(text[i]))
            return false;
    }
    return true;
}

bool isHexWord(const std::string &word)
{
    const bool prefixed = word.size() > 2 && word[0] == '0' && word[1] == 'x';
    for (size_t i = prefixed ? 2 : 0; i < word.size(); ++i) {
        if (!isHexDigit(word[i]))
            return false;
    }
    return prefixed || word.size() >= 8;
}

// The text with each value replaced by one letter in <>, word by word, the slow way.
std::string maskedNaively(const std::string &text)
{
    std::string out;
    size_t i = 0;
    while (i < text.size()) {
        if (!isWord(text[i])) {
            out += text[i++];
            continue;
        }
        size_t end = i;
        while (end < text.size() && isWord(text[end]))
            ++end;
        size_t digit = i;
        while (digit < end && !isDigit(text[digit]))
            ++digit;
        const std::string word = text.substr(i, end - i);
        if (digit == end) {
            out += word;
            i = end;
        } else if (isUuid(text.substr(i, 36))) {
            out += "<u>";
            i += 36;
        } else if (isHexWord(word) && word.find_first_not_of("0123456789") != std::string::npos) {
            out += "<h>";
            i = end;
        } else { // runs of digits, also inside a word; what follows such a run is looked at as a word of its own
            size_t runEnd = digit;
            while (runEnd < end && isDigit(text[runEnd]))
                ++runEnd;
            out += text.substr(i, digit - i) + "<i>";
            i = runEnd;
        }
    }
    for (size_t at; (at = out.find("<i>, <i>")) != std::string::npos;)
        out.replace(at, 8, "<l>");
    for (size_t at; (at = out.find("<l>, <i>")) != std::string::npos;)
        out.replace(at, 8, "<l>");
    return out;
}

std::string maskedByShape(const std::string &text)
{
    LineShape shape;
    shape.read(text);
    std::string out;
    size_t at = 0;
    for (uint32_t i = 0; i < shape.count; ++i) {
        out += text.substr(at, shape.slots[i].begin - at) + "<" + "ilhu"[static_cast<size_t>(shape.slots[i].type)] + ">";
        at = shape.slots[i].end;
    }
    return out + text.substr(at);
}

uint64_t hashOf(const std::string &text)
{
    LineShape shape;
    shape.read(text);
    return shape.hash;
}

} // namespace

class LineShapeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsValuesByClass_data();
    void findsValuesByClass();
    void messagesWithTheSameTextBetweenValuesHaveOneShape();
    void otherTextOrOtherClassesHaveAnotherShape();
    void agreesWithTheSlowWayOnRandomMessages();
    void hashesAreEqualExactlyWhenTheMaskedTextIs();
    void aSampleRecognisesOnlyItsShapeAndFindsTheSameValues();
    void longMessagesAreIncomplete();
    void templatesMaskQuotedTextAndPathsToo();
};

void LineShapeTest::findsValuesByClass_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("masked");
    const auto row = [](const char *message, const char *masked) { QTest::newRow(*message ? message : "nothing") << message << masked; };
    row("", "");
    row("nothing to see", "nothing to see");
    row("Task 58 done", "Task <i> done");
    row("58", "<i>");
    row("Sent tasks: [3, 4, 5]", "Sent tasks: [<l>]");
    row("a 3,4", "a <i>,<i>");
    row("Sent tasks: [3]", "Sent tasks: [<i>]");
    row("manager b'4f65c2b07a19' ok", "manager b'<h>' ok");
    row("manager b'123456789012' ok", "manager b'<i>' ok");
    row("at 0x7f00 and 0xzz", "at <h> and <i>xzz");
    row("worker_12", "worker_<i>");
    row("ab12cd", "ab<i>cd");
    row("deadbeef", "deadbeef"); // a word without a digit is a word
    row("deadbee1", "<h>");
    row("1.5 s", "<i>.<i> s");
    row("id 2f1c3a5e-0000-4abc-8def-0123456789ab.", "id <u>.");
    row("id 2f1c3a5e-0000-4abc-8def-0123456789a.", "id <h>-<i>-<i>abc-<i>def-<h>.");
    row("2, x, 3", "<i>, x, <i>");
    row("gr\xc3\xbc\xc3\x9f""e 7", "gr\xc3\xbc\xc3\x9f""e <i>");
}

void LineShapeTest::findsValuesByClass()
{
    QFETCH(QString, message);
    QFETCH(QString, masked);
    QCOMPARE(q(maskedByShape(message.toStdString())), masked);
}

void LineShapeTest::messagesWithTheSameTextBetweenValuesHaveOneShape()
{
    QCOMPARE(hashOf("Task 5 done"), hashOf("Task 123456789 done"));
    QCOMPARE(hashOf("[1, 2]"), hashOf("[1, 2, 3, 4]"));
    QCOMPARE(hashOf("id 2f1c3a5e-0000-4abc-8def-0123456789ab"), hashOf("id 0f1c3a5e-1111-4abc-8def-0123456789ab"));
}

void LineShapeTest::otherTextOrOtherClassesHaveAnotherShape()
{
    QVERIFY(hashOf("Task 5 done") != hashOf("Task 5 gone"));
    QVERIFY(hashOf("Task 5") != hashOf("Task 4f65c2b07a19"));
    QVERIFY(hashOf("[1]") != hashOf("[1, 2]")); // a list is not a number: their captures differ
    QVERIFY(hashOf("a1b") != hashOf("ab1"));
    QVERIFY(hashOf("1 2") != hashOf("1  2"));
    QVERIFY(hashOf("") != hashOf("1"));
}

namespace {

std::string randomMessage(Random &random)
{
    const char *pieces[] = { "1", "23", "456", "a", "f", "x", "_", " ", ", ", "-", "'", "[", "0x", "deadbeef", "12345678", "Task ", "2f1c3a5e-0000-4abc-8def-0123456789ab", "-0000-4abc-8def-0123456789ab", "xab", "\n", "\xc3\xbc", ":" };
    std::string text;
    for (size_t n = below(random, 9); n > 0; --n)
        text += pieces[below(random, std::size(pieces))];
    return text;
}

} // namespace

void LineShapeTest::agreesWithTheSlowWayOnRandomMessages()
{
    Random random(5);
    for (int i = 0; i < 100'000; ++i) {
        const std::string message = randomMessage(random);
        QCOMPARE(q(maskedByShape(message)), q(maskedNaively(message)));
    }
}

void LineShapeTest::hashesAreEqualExactlyWhenTheMaskedTextIs()
{
    Random random(6);
    std::map<std::string, uint64_t> hashes;
    std::map<uint64_t, std::string> texts;
    int again = 0;
    for (int i = 0; i < 50'000; ++i) {
        const std::string message = randomMessage(random);
        const std::string masked = maskedByShape(message);
        const uint64_t hash = hashOf(message);
        const auto [byText, isNew] = hashes.try_emplace(masked, hash);
        QCOMPARE(byText->second, hash);
        const auto [byHash, isNewHash] = texts.try_emplace(hash, masked);
        QCOMPARE(q(byHash->second), q(masked));
        again += !isNew;
    }
    QVERIFY(again > 1000);
}

void LineShapeTest::aSampleRecognisesOnlyItsShapeAndFindsTheSameValues()
{
    Random random(7);
    int recognised = 0;
    const char *values[] = { "1", "0", "23", "12345678", "0x7f", "4f65c2b07a19", "deadbeef", "abc", "7a", "0x", "" };
    for (int i = 0; i < 200'000; ++i) {
        const std::string first = randomMessage(random);
        LineShape shape;
        shape.read(first);
        const ShapeSample sample(first, shape);
        std::string second; // the first with other values, mostly
        size_t at = 0;
        for (uint32_t slot = 0; slot < shape.count; ++slot) {
            second += first.substr(at, shape.slots[slot].begin - at) + values[below(random, std::size(values))];
            at = shape.slots[slot].end;
        }
        second += first.substr(at);
        LineShape like, read;
        if (!like.readLike(sample, second))
            continue;
        ++recognised;
        read.read(second);
        QCOMPARE(read.hash, shape.hash);
        QVERIFY(like.complete && read.complete);
        QCOMPARE(like.count, read.count);
        for (uint32_t slot = 0; slot < read.count; ++slot) {
            QCOMPARE(like.slots[slot].begin, read.slots[slot].begin);
            QCOMPARE(like.slots[slot].end, read.slots[slot].end);
            QCOMPARE(like.slots[slot].type, read.slots[slot].type);
        }
    }
    QVERIFY2(recognised > 10'000, qPrintable(QString::number(recognised)));
}

void LineShapeTest::longMessagesAreIncomplete()
{
    LineShape shape;
    shape.read(std::string(LineShape::kMaxLength, 'x'));
    QVERIFY(shape.complete);
    shape.read(std::string(LineShape::kMaxLength + 1, 'x'));
    QVERIFY(!shape.complete);
    std::string many;
    for (uint32_t i = 0; i < LineShape::kMaxSlots; ++i)
        many += "1x";
    shape.read(many);
    QVERIFY(shape.complete);
    QCOMPARE(shape.count, LineShape::kMaxSlots);
    shape.read(many + "1");
    QVERIFY(!shape.complete);
    shape.read("short 1"); // a shape is read again from scratch
    QVERIFY(shape.complete);
    QCOMPARE(shape.count, 1u);
}

void LineShapeTest::templatesMaskQuotedTextAndPathsToo()
{
    QCOMPARE(q(maskedText("Task 5: 'hello world 7' in /home/u/3/x, y")), q("Task <int>: '<quoted>' in <path>, y"));
    QCOMPARE(q(maskedText("it's a 'word'")), q("it's a 'word'"));
    QCOMPARE(q(maskedText("ratio 1/2 of a/b")), q("ratio <int>/<int> of a/b"));
    QCOMPARE(q(maskedText("Sent tasks: [3, 4] to manager b'4f65c2b07a19'")), q("Sent tasks: [<list>] to manager b'<hex>'"));
    QCOMPARE(q(maskedText("run 2f1c3a5e-0000-4abc-8def-0123456789ab")), q("run <uuid>"));
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::LineShapeTest)
#include "tst_lineshape.moc"
