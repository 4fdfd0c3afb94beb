// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/formatsketch.h"
#include "model/task.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTableView;

namespace widelens {

class FormatPreviewModel;

// Teaches the program the format of a text log: shows lines of a file, takes a header pattern or a format string of Python's
// logging, shows what would be read with it, and saves it as a rule file.
class TeachDialog : public QDialog
{
    Q_OBJECT
public:
    // `folder` is where the rule file goes; it is made when it is not there.
    TeachDialog(const Source &source, const QString &folder, QWidget *parent = nullptr);

signals:
    void saved(const QString &file);

private:
    void showLines(const std::shared_ptr<const std::vector<std::string>> &lines);
    void sketch();
    void showSketch(const std::shared_ptr<const FormatSketch> &sketch);
    void updateSave();
    QString ruleFile() const;
    void save();

    QString m_folder;
    QPlainTextEdit *m_text;
    QLineEdit *m_format;
    QLineEdit *m_title;
    QLabel *m_verdict;
    QLabel *m_target;
    QTableView *m_preview;
    QPushButton *m_save;
    FormatPreviewModel *m_model;
    std::shared_ptr<const std::vector<std::string>> m_lines = std::make_shared<std::vector<std::string>>();
    std::shared_ptr<const FormatSketch> m_sketch = std::make_shared<FormatSketch>();
    Task<std::shared_ptr<const std::vector<std::string>>> m_readTask;
    Task<std::shared_ptr<const FormatSketch>> m_sketchTask;
};

} // namespace widelens
